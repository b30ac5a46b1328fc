import Foundation
import Imaging
import Labels
import Media
import Pipeline
import PipelineFiles
import Regions
import Rendering

/// Creates new labels from saved supervoxels by another cut of their merge tree. Nothing is segmented, and only an
/// overlay needs the pictures. Of labels without supervoxels, as imported ones, the regions themselves are merged, which needs
/// the pictures.
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
  /// Pictures that show what the classes look like: docs/SCRIBBLES.md. Empty: none.
  public var references: [Reference] = []
  /// The segmented input, if different from the one named by the labels. An overlay needs it, scribbles and references, and
  /// ``Cut/count(_:)`` of labels without supervoxels.
  public var input: String?
  /// Asked at every frame that is read before the first one is written; true ends the relabeling, and nothing is written.
  public var isStopRequested: @Sendable () -> Bool = { false }
  public var threads = ProcessInfo.processInfo.activeProcessorCount
  var labels: SavedLabels
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
  ///   - labels: a label folder or label video.
  ///   - cut: nil: as the run cut it. Labels without supervoxels have no ``Cut/scale(_:)``.
  /// - Throws: `MediaError`, or `LabelError` if there are no supervoxels and the cut needs them.
  public init(of labels: String, cut: Cut? = nil) throws {
    let needsTree: Bool = if case .scale? = cut { true } else { false }
    self.labels = try SavedLabels(labels, needsSupervoxels: needsTree)
    var settings = try self.labels.settings()
    switch cut {
    case .count(let count): (settings.regions.count, settings.regions.scale) = (count, nil)
    case .scale(let scale): settings.regions.scale = scale
    case nil: break
    }
    self.settings = settings
    self.cut = cut
  }

  /// Writes the labels, and the same supervoxels next to them, if there are any.
  ///
  /// - Parameters:
  ///   - outputs: what to write, and where. Each file is written atomically.
  ///   - overwrite: whether results of an earlier run may be replaced.
  ///   - progress: called for every written frame; returning false ends the writing and completes the files written
  ///     so far.
  /// - Throws: ``RelabelError``, ``ScribbleError``, ``ReferenceError``, `MediaError`, `LabelError`, `SinkError`, `CheckpointError` or
  ///   `CancellationError` if nothing was started; otherwise `PipelineFailure`.
  @discardableResult
  public func write(
    to outputs: [RunOutput], overwrite: Bool = false, progress: (SegmentedFrame) -> Bool = { _ in true }
  ) async throws -> RunSummary {
    let lock = try RunLock(outputs)
    defer { lock.release() }
    let video = outputs.contains(where: \.showsPictures) || mergesRegions ? try openInput() : nil
    try RunOutput.check(
      outputs, reading: labels.paths + (video?.paths ?? []) + guidancePaths, frames: video?.expectedFrames,
      overwrite: overwrite)
    for output in outputs { try labels.checkIsOutside(output) }
    if !overwrite, let path = RunOutput.checkpointPath(of: outputs) { try Resumption.checkFinished(path) }

    let (frames, scribbleLines) = try source(video, showsPictures: outputs.contains(where: \.showsPictures))
    RunOutput.forgetRun(into: outputs)
    let sinks = try await sinks(outputs, format: frames.format, streams: video?.streams, overwrite: overwrite)
    var summary = try await SegmentedFrames(AsyncThrowingStream { try await frames.next() })
      .write(to: sinks, progress: progress)
    summary.warnings += await frames.warnings
    if labels.hasSupervoxels, labels.origin.corrections != nil {
      summary.warnings.append(
        "\(labels.files.name) was corrected; the new labels have the regions of the run, without corrections")
    }
    summary.lines += scribbleLines
    let requestedCount: Int? = if case .count(let count)? = self.cut { count } else { nil }
    summary.lines.append(
      "regions over 0.1 % of the picture: \(String(format: "%.1f", await frames.meanRegions)) a frame on average"
        + (requestedCount.map { " (at most \($0))" } ?? ""))
    if mergesRegions { summary.notes.append("\(labels.files.name) has no supervoxels; its regions were merged") }
    if mergesRegions, await frames.meanRegions > Double(requestedCount ?? .max) {
      summary.notes.append("regions that share no border are not merged")
    }
    return summary
  }

  /// Whether the regions of the labels are merged, not supervoxels.
  private var mergesRegions: Bool { cut != nil && !labels.hasSupervoxels }

  /// Whether a user says which regions there are.
  private var isGuided: Bool { scribbles != nil || !references.isEmpty }

  /// The relabeled frames, and what to say of the scribbles.
  private func source(_ video: Video?, showsPictures: Bool) throws -> (frames: any RelabeledSource, lines: [String]) {
    let threads = min(16, max(1, threads))
    guard labels.hasSupervoxels || isGuided else {
      var unions: MergedShots?
      if case .count(let count)? = cut, let video {
        unions = try MergedShots(
          labels, atMost: count, in: video, settings.decode, threads: threads, isStopRequested: isStopRequested)
      }
      let frames = try MergedFrames(
        labels, unions: unions, video: showsPictures ? video : nil, settings: settings.decode, threads: threads)
      return (frames, [])
    }
    // Scribbles and references need supervoxels, too.
    if !labels.hasSupervoxels { _ = try SavedLabels(labels.files.name, needsSupervoxels: true) }
    let table = try SupervoxelTable(path: labels.files.supervoxelTable)
    let scribbled = try scribbled(table)
    let frames = try RelabeledFrames(
      labels, table: table, cut: treeCut(of: table), scribbled: scribbled?.tree, palette: savedPalette(),
      video: video, settings: settings.decode, threads: threads)
    return (frames, scribbled?.lines ?? [])
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
    guard isGuided else { return nil }
    let threads = min(16, max(1, threads))
    let frames = try SavedFrames(labels, table: table, threads: threads)
    let classifier =
      references.isEmpty
      ? nil
      : try ReferenceClassifier(
        references, settings, workingSize: table.workingSize, threads: threads, isStopRequested: isStopRequested)
    let scribbles = try Scribbles(
      scribbles.map { try ScribbleFolder($0) }, referenceClasses: classifier?.classes ?? [], for: labels,
      size: frames.size)
    let pictures = try SegmentedPictures(
      openInput(), of: labels.files.name, thumbnails: labels.origin.thumbnails, settings: settings.decode,
      threads: threads)
    let shots = try ScribbledShots(
      scribbles, classifier, frames, pictures, threads: threads, isStopRequested: isStopRequested)
    let tree = try ScribbledTree(table, shots, scribbles)
    return (tree, scribbles.lines(largestClass: tree.largestClass))
  }

  /// The colors of a run whose regions stay as they are: their numbers stay, too.
  private func savedPalette() throws -> Palette {
    guard cut == nil, !isGuided, labels.origin.run != nil else { return .standard }
    return try LabelTable.palette(path: labels.files.table)
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
        if isStopRequested() { throw CancellationError() }
        counts.add(frame.present.map { ($0.number, $0.area) }, shot: frame.shot, of: frame.map.size.count)
      }
      let levels = counts.levels(for: count)
      return .shots { levels[$0] ?? 0 }
    }
  }
}

extension SavedLabels {
  /// Throws if an output is the labels themselves, or is written into their folder.
  ///
  /// - Throws: `SinkError`.
  func checkIsOutside(_ output: RunOutput) throws {
    for path in output.paths {
      if OutputFiles.areSame(files.name, path) || LabelFolderSink.owns(path, in: files.name) {
        throw SinkError.isTheInput(path: path)
      }
      guard !files.isVideo, OutputFiles.isInside(path, folder: files.name) else { continue }
      throw SinkError.inLabelFolder(path: path, folder: files.name)
    }
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
