import Foundation
import Imaging
import Labels
import Media
import Pipeline
import PipelineFiles
import Regions

/// Creates new labels from saved supervoxels by another cut of their merge tree. Nothing is segmented, and only an
/// overlay needs the pictures.
///
/// ```swift
/// try await Relabeling(of: "clip.labels", cut: .count(40)).write(to: [.labels(folder: "clip.40")])
/// ```
public struct Relabeling: Sendable {
  /// Where the merge tree is cut.
  public enum Cut: Sendable, Equatable {
    /// In each shot the lowest level with at most this many regions per frame on average, ≥ 1.
    case count(Int)
    /// One level, > 0, for the whole video; as `regions.scale`.
    case scale(Double)
  }

  /// Nil: as the run cut it, so that the labels have the same regions.
  public let cut: Cut?
  /// A folder of scribbles, which say what belongs together: docs/SCRIBBLES.md. Nil: none.
  public var scribbles: String?
  /// The segmented input, if different from the one named by the labels; only an overlay and scribbles need it.
  public var input: String?
  /// Asked after every frame while supervoxels are compared with scribbles.
  public var isStopRequested: @Sendable () -> Bool = { false }
  public var threads = ProcessInfo.processInfo.activeProcessorCount
  let labels: SavedLabels
  /// The settings of the run, with the new cut.
  private var settings: PipelineSettings

  /// The number of frames, if known from the labels.
  public var expectedFrames: Int? { labels.frames }

  /// The look of the overlay; initially that of the labels' pipeline.
  public var overlay: OverlaySettings {
    get { settings.overlay }
    set { settings.overlay = newValue }
  }

  /// The encoding of an overlay video; initially that of the labels' pipeline.
  public var encoding: EncodingSettings {
    get { settings.encoding }
    set { settings.encoding = newValue }
  }

  /// - Parameters:
  ///   - labels: a label folder or label video with supervoxels.
  ///   - cut: nil: as the run cut it.
  /// - Throws: `MediaError`, or `LabelError` if there are no supervoxels.
  public init(of labels: String, cut: Cut? = nil) throws {
    self.labels = try SavedLabels(labels)
    var settings = try self.labels.settings()
    switch cut {
    case .count(let count): (settings.regions.count, settings.regions.scale) = (count, nil)
    case .scale(let scale): settings.regions.scale = scale
    case nil: break
    }
    self.settings = settings
    self.cut = cut
  }

  /// Writes the labels, and the same supervoxels next to them.
  ///
  /// - Parameters:
  ///   - outputs: what to write, and where. Each file is written atomically.
  ///   - overwrite: whether results of an earlier run may be replaced.
  ///   - progress: called for every written frame; returning false ends the writing and completes the files written
  ///     so far.
  /// - Throws: ``RelabelError``, ``ScribbleError``, `MediaError`, `LabelError`, `SinkError` or `CheckpointError` if nothing
  ///   was started; otherwise `PipelineFailure`.
  @discardableResult
  public func write(
    to outputs: [RunOutput], overwrite: Bool = false, progress: (SegmentedFrame) -> Bool = { _ in true }
  ) async throws -> RunSummary {
    let lock = try RunLock(outputs)
    defer { lock.release() }
    let video = outputs.contains(where: \.showsPictures) ? try openInput() : nil
    try RunOutput.check(
      outputs, reading: labels.paths + (video?.paths ?? []), frames: video?.expectedFrames, overwrite: overwrite)
    for path in outputs.flatMap(\.paths) where labels.owns(path) { throw SinkError.isTheInput(path: path) }
    if !overwrite, let path = RunOutput.checkpointPath(of: outputs) { try Resumption.checkFinished(path) }

    let table = try SupervoxelTable(path: labels.files.supervoxelTable)
    let cut = try treeCut(of: table)
    let scribbled = try scribbled(table)
    let frames = try RelabeledFrames(
      labels, table: table, cut: cut, scribbled: scribbled?.tree, video: video, settings: settings.decode,
      threads: min(16, max(1, threads)))
    RunOutput.forgetRun(into: outputs)
    let sinks = try await sinks(outputs, format: frames.format, streams: video?.streams, overwrite: overwrite)
    var summary = try await SegmentedFrames(AsyncThrowingStream { try await frames.next() })
      .write(to: sinks, progress: progress)
    summary.warnings += await frames.warnings
    if labels.origin.corrections != nil {
      summary.warnings.append(
        "\(labels.files.name) was corrected; the new labels have the regions of the run, without corrections")
    }
    summary.lines += scribbled?.lines ?? []
    let requestedCount: Int? = if case .count(let count)? = self.cut { count } else { nil }
    summary.lines.append(
      "regions: \(String(format: "%.1f", await frames.meanRegions)) a frame on average"
        + (requestedCount.map { " (at most \($0))" } ?? ""))
    return summary
  }

  private func sinks(
    _ outputs: [RunOutput], format: VideoFormat, streams: StreamSource?, overwrite: Bool
  ) async throws -> [any Sink] {
    var origin = labels.origin
    if let input { (origin.input, origin.images) = (input, []) }
    // Relabeled labels do not belong to a run.
    (origin.run, origin.outputs, origin.corrections) = (nil, [], nil)
    let pipeline = Pipeline(settings: settings, threads: threads)
    var sinks: [any Sink] = []
    do {
      for output in outputs {
        sinks.append(
          try output.sink(
            of: pipeline, origin: origin, streams: streams, format: format, overwrite: overwrite))
      }
    } catch {
      for sink in sinks { await sink.discard() }
      throw error
    }
    return sinks
  }

  /// The tree of the scribbled classes, and what to say of it.
  private func scribbled(_ table: SupervoxelTable) throws -> (tree: ScribbledTree, lines: [String])? {
    guard let folder = self.scribbles else { return nil }
    let threads = min(16, max(1, threads))
    let frames = try SavedFrames(labels, table: table, threads: threads)
    let scribbles = try Scribbles(ScribbleFolder(folder), for: labels, size: frames.size)
    let pictures = try SegmentedPictures(
      openInput(), of: labels.files.name, thumbnails: labels.origin.thumbnails, settings: settings.decode,
      threads: threads)
    let shots = try ScribbledShots(
      scribbles, frames, pictures, threads: threads, isStopRequested: isStopRequested)
    let tree = try ScribbledTree(table, shots, scribbles)
    return (tree, scribbles.lines(largestClass: tree.largestClass))
  }

  private func openInput() throws -> Video {
    try SegmentedInput(files: labels.files, origin: labels.origin, timeBase: labels.timeBase()).open(named: input)
  }

  private func treeCut(of table: SupervoxelTable) throws -> TreeCut {
    switch cut {
    case nil: return .saved
    case .scale(let scale):
      let level = Float(scale * RegionTracker.unit(of: table.workingSize))
      return .shots { _ in level }
    case .count(let count):
      var counts = ShotCounts(table)
      let frames = try SavedFrames(labels, table: table, threads: min(16, max(1, threads)))
      while let frame = try frames.next() {
        counts.add(frame.present.map { ($0.number, $0.area) }, shot: frame.shot, of: frame.map.size.count)
      }
      let levels = counts.levels(for: count)
      return .shots { levels[$0] ?? 0 }
    }
  }
}

extension SavedLabels {
  /// Whether a path is the label video itself, or a file in the label folder.
  fileprivate func owns(_ path: String) -> Bool {
    OutputFiles.areSame(files.name, path) || LabelFolderSink.owns(path, in: files.name)
  }

  /// The settings of the run.
  ///
  /// - Throws: `MediaError`.
  func settings() throws -> PipelineSettings {
    let path = files.pipeline
    try InputFile.checkFile(path)
    do {
      return try PipelineFile.load(path.contains("/") ? path : "./" + path)
    } catch {
      throw MediaError.badLabelFile(path: path, line: nil, reason: "it is not the pipeline of a run (\(error))")
    }
  }
}

extension RunOutput {
  /// Whether it contains the decoded pictures.
  fileprivate var showsPictures: Bool {
    switch self {
    case .overlay, .overlayStream, .overlayImage: true
    case .labels, .labelVideo, .digests, .null, .export: false
    }
  }
}
