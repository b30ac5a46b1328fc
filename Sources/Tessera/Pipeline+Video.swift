import Foundation
import Imaging
import Labels
import Media
import Pipeline
import PipelineFiles
import Segmentation

extension Pipeline {
  /// Loads a shipped pipeline (`default`, `clusters`, `graph`, `kmeans`, `paper`, `preview`, `reference-code`,
  /// `stills`, `tip2020`, `webcam`) or a YAML file.
  ///
  /// - Parameters:
  ///   - nameOrPath: a name of this list, or the path of a YAML file.
  ///   - threads: the number of threads for training; the labels do not depend on it.
  /// - Throws: `PipelineFileError`.
  public init(named nameOrPath: String, threads: Int = ProcessInfo.processInfo.activeProcessorCount)
    throws(PipelineFileError)
  {
    self.init(settings: try PipelineFile.load(nameOrPath), threads: threads)
  }

  /// The segmented frames of a video, one by one:
  ///
  /// ```swift
  /// for try await frame in try pipeline.segment(Video(opening: "clip.mp4")) {
  ///   print(frame.time, frame.labels.regionCount)
  /// }
  /// ```
  ///
  /// - Throws: `MediaError` if the video can not be opened. ``SegmentedFrames`` has the errors of the iteration.
  public func segment(_ video: Video) throws(MediaError) -> SegmentedFrames {
    frames(of: try video.open(settings.decode, threads: threads))
  }

  /// The frames of a video, segmented by your own method. Its clusters are tracked along the motion and not merged to
  /// space-time regions.
  ///
  /// - Throws: `MediaError` if the video can not be opened. During iteration, a ``FrameError`` has the method's error as
  ///   its cause.
  public func segment(_ video: Video, by segmenter: some Segmenter & Sendable) throws(MediaError) -> SegmentedFrames {
    trackingClusters.frames(of: try video.open(settings.decode, threads: threads), segmenter: segmenter)
  }

  /// The pipeline for a method of the caller.
  private var trackingClusters: Pipeline {
    var pipeline = self
    pipeline.settings.remap.method = .clusters
    return pipeline
  }

  /// Segments a video and writes the results.
  ///
  /// - Parameters:
  ///   - video: the input. Standard input and frames from memory can be segmented once.
  ///   - segmenter: your own method, as in ``segment(_:by:)``; nil: the one of the settings. With it no checkpoints are
  ///     written, and the labels do not name their run. The saved pipeline then tells the settings of the other stages.
  ///   - outputs: what to write, and where. Each file appears whole or not at all.
  ///   - own: your own sinks. They get every frame after `outputs`. With them no checkpoints are written.
  ///   - overwrite: whether results of an earlier run may be replaced.
  ///   - resume: whether to resume a stopped run of the same video, settings and outputs. Labels are then identical,
  ///     byte for byte, to those of an uninterrupted run. Without such a run a new one is started; if all outputs are
  ///     complete, nothing is done.
  ///   - checkpoints: how often a checkpoint is written, from which a run can be resumed.
  ///   - progress: called for every written frame; returning false ends the run and completes the files written so
  ///     far.
  /// - Returns: what was written.
  /// - Throws: `MediaError`, ``SinkError``, ``CheckpointError`` or ``ModelError`` if nothing was started; otherwise
  ///   ``PipelineFailure``, with its cause and a summary of what was written.
  @discardableResult
  public func write(
    _ video: Video, by segmenter: (any Segmenter & Sendable)? = nil, to outputs: [RunOutput],
    sinks own: [any Sink] = [], overwrite: Bool = false, resume: Bool = false,
    checkpoints: CheckpointInterval = .automatic,
    progress: (SegmentedFrame) -> Bool = { _ in true }
  ) async throws -> RunSummary {
    let pipeline = segmenter == nil ? self : trackingClusters
    let isResumable = segmenter == nil && own.isEmpty
    if resume, !isResumable { throw CheckpointError.notResumable }
    if segmenter == nil { try checkModel() }
    let lock = try RunLock(outputs)
    defer { lock.release() }
    let exports = RunExports(of: outputs, video)
    var run = try Resumption(
      of: pipeline, video, outputs, isResumable ? checkpoints : .never, resume: resume, overwrite: overwrite)
    if run.isComplete {
      // It may have been killed just before this step.
      run.clear()
      return try pipeline.completed(exports)
    }
    // Files left by the stopped run are its own; no others are replaced.
    let replacesForeign = overwrite
    let overwrite = overwrite || run.begin != nil || run.replaces
    try RunOutput.check(outputs, for: video, overwrite: overwrite)
    let source = try video.open(settings.decode, threads: threads)
    var format = VideoFormat(source, every: video.selection.every)
    if format.frameRate == nil, outputs.contains(.overlayStream(.y4m)) { format.frameRate = try video.measuredRate() }
    var origin = LabelOrigin(
      input: video.name, selection: video.selection, seed: settings.segment.seed,
      run: segmenter == nil ? run.identity : nil)
    origin.images = video.images
    if segmenter == nil { origin.model = model?.identity }
    origin.outputs = outputs.map(\.nameForRun)
    if resume { onResume?(run.begin?.frames, run.begin?.isComplete ?? run.replaces) }
    var sinks: [any Sink] = []
    do {
      run.clear()
      for (place, output) in exports.streamed.enumerated() {
        sinks.append(
          try output.sink(
            of: pipeline, origin: origin, streams: video.streams, format: format, overwrite: overwrite,
            replacesForeign: replacesForeign, isResumable: run.keeper != nil, from: run.begin?.sink(place)))
      }
      // The files of a resumed run are not changed before its first frame. A checkpoint on disk identifies the run by then.
      if run.keeper?.extendsCompleteRun == false { try run.keeper?.start() }
    } catch {
      if run.begin == nil { for sink in sinks { await sink.discard() } }
      run.clear()
      throw error
    }
    let digest = run.identity?.input
    @Sendable func checkInput() -> (any Error)? {
      guard digest != nil, Resumption.inputDigest(of: video) != digest else { return nil }
      return MediaError.inputChanged(path: video.paths.first ?? video.name)
    }
    let frames =
      if let segmenter {
        pipeline.frames(of: source, segmenter: segmenter)
      } else {
        pipeline.frames(of: source, from: run.begin)
      }
    var summary: RunSummary
    do {
      summary = try await frames.write(
        to: sinks + own, keeper: run.keeper, checkInput: checkInput, progress: progress)
    } catch let failure as PipelineFailure {
      summary = failure.summary
      // The frames so far are exported, too. If this fails as well, the first error is the one to tell.
      if summary.frames > 0 { try? exports.write(by: pipeline, into: &summary, overwrite: overwrite) }
      throw PipelineFailure(cause: failure.cause, summary: summary)
    }
    if summary.frames > 0 { try pipeline.write(exports, into: &summary, overwrite: overwrite) }
    if video.losesStreams, outputs.contains(where: { if case .overlay = $0 { true } else { false } }) {
      summary.notes.append("sound, subtitles and chapters of piped input are not copied; use a file to keep them")
    }
    return summary
  }

  /// The summary of a run that was complete before, with its exports, which may have been stopped.
  private func completed(_ exports: RunExports) throws(PipelineFailure) -> RunSummary {
    var summary = RunSummary.nothingToDo(exports.streamed)
    guard !exports.areCurrent else {
      summary.lines += exports.lines(saying: "complete, nothing to do")
      return summary
    }
    try write(exports, into: &summary, overwrite: true)
    return summary
  }

  private func write(_ exports: RunExports, into summary: inout RunSummary, overwrite: Bool) throws(PipelineFailure) {
    do {
      try exports.write(by: self, into: &summary, overwrite: overwrite)
    } catch {
      throw PipelineFailure(cause: error, summary: summary)
    }
  }
}
