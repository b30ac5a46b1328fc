import Foundation
import Imaging
import Labels
import Media
import Pipeline
import PipelineFiles

extension Pipeline {
  /// A pipeline that ships (`default`, `clusters`, `graph`, `kmeans`, `paper`, `preview`, `reference-code`, `stills`,
  /// `webcam`) or the one in a YAML file.
  ///
  /// - Parameter threads: how many threads training may use; the labels do not depend on it.
  /// - Throws: `PipelineFileError`.
  public init(named nameOrPath: String, threads: Int = ProcessInfo.processInfo.activeProcessorCount) throws {
    self.init(settings: try PipelineFile.load(nameOrPath), threads: threads)
  }

  /// The segmented frames of a video, one by one:
  ///
  /// ```swift
  /// for try await frame in try pipeline.segment(Video(opening: "clip.mp4")) {
  ///   print(frame.time, frame.labels.areas().count)
  /// }
  /// ```
  ///
  /// - Throws: `MediaError` at once when the video can not be opened; while iterating, ``FrameError`` names the frame.
  public func segment(_ video: Video) throws -> SegmentedFrames {
    frames(of: try video.open(settings.decode, threads: threads))
  }

  /// Segments a video and writes the results.
  ///
  /// - Parameters:
  ///   - outputs: what to write, and where. Each file appears whole or not at all.
  ///   - own: sinks of your own, which get every frame after `outputs` have it. With them there are no checkpoints.
  ///   - overwrite: whether results of an earlier run may be replaced.
  ///   - resume: whether to go on with a run of the same video, settings and outputs that was stopped. Labels are then
  ///     those of a run that was never stopped, byte for byte. Where no such run is to be found, one is begun; where all
  ///     outputs are there and nothing is left to be done, nothing is.
  ///   - checkpoints: how often a checkpoint is written, from which a run can be resumed.
  ///   - progress: is told of every frame when it is written; returning false ends the run there, with what was
  ///     written so far made whole.
  /// - Returns: what was written.
  /// - Throws: `MediaError`, `SinkError` or `CheckpointError` where nothing was begun; else ``PipelineFailure``, whose
  ///   `cause` is a ``FrameError`` where a frame is to blame, and whose `summary` says what was written: it is made whole
  ///   first.
  @discardableResult
  public func write(
    _ video: Video, to outputs: [Output], sinks own: [any Sink] = [], overwrite: Bool = false, resume: Bool = false,
    checkpoints: CheckpointInterval = .automatic,
    progress: (SegmentedFrame) -> Bool = { _ in true }
  ) async throws -> Summary {
    if resume, !own.isEmpty { throw CheckpointError.notResumable }
    var run = try Resumption(
      of: self, video, outputs, own.isEmpty ? checkpoints : .never, resume: resume, overwrite: overwrite)
    if run.isComplete {
      // It may have been killed when all was done but this.
      run.clear()
      return .nothingToDo(outputs)
    }
    // What the run that was stopped has left is its own, and nothing else.
    let replacesForeign = overwrite
    let overwrite = overwrite || run.begin != nil || run.replaces
    try Output.check(outputs, for: video, overwrite: overwrite)
    let source = try video.open(settings.decode, threads: threads)
    var format = VideoFormat(source, every: video.selection.every)
    if format.frameRate == nil, outputs.contains(.overlayStream(.y4m)) { format.frameRate = try video.measuredRate() }
    var origin = LabelOrigin(
      input: video.name, selection: video.selection, seed: settings.segment.seed, run: run.identity)
    origin.images = video.images
    origin.outputs = outputs.map(\.nameForRun)
    var sinks: [any Sink] = []
    do {
      run.clear()
      // What is gone on with is not touched before the disk says that this run does.
      if run.begin != nil { try run.keeper?.start() }
      for (place, output) in outputs.enumerated() {
        sinks.append(
          try output.sink(
            of: self, origin: origin, streams: video.streams, format: format, overwrite: overwrite,
            replacesForeign: replacesForeign, isResumable: run.keeper != nil, from: run.begin?.sink(place)))
      }
      if run.begin == nil { try run.keeper?.start() }
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
    var summary = try await frames(of: source, from: run.begin).write(
      to: sinks + own, keeper: run.keeper, checkInput: checkInput, progress: progress)
    if video.losesStreams, outputs.contains(where: { if case .overlay = $0 { true } else { false } }) {
      summary.notes.append("sound, subtitles and chapters of piped input are not copied; give a file to keep them")
    }
    return summary
  }
}
