import Foundation
import Imaging
import Labels
import Media
import Pipeline
import PipelineFiles
import Rendering

/// Applies a user's corrections to saved labels. Only the shots that they touch are written anew.
///
/// ```swift
/// try await Correcting("clip.labels", by: "corrections.yaml").write(to: .folder("clip.corrected"))
/// ```
public struct Correcting: Sendable {
  /// Where the corrected labels are written.
  public enum Target: Sendable, Equatable {
    /// A new folder.
    case folder(String)
    /// The folder of the labels, which is replaced as a whole.
    case inPlace
  }

  /// The segmented input, if it is not the one that the labels name. Cuts and an overlay need it.
  public var input: String?
  /// Whether the labels get these corrections and no others. Otherwise they keep those that they have.
  public var isReplacing = false
  public var threads = ProcessInfo.processInfo.activeProcessorCount
  /// Asked after every frame.
  public var isStopRequested: @Sendable () -> Bool = { false }
  /// The number of frames, if known from the labels.
  public var expectedFrames: Int? { labels.frames }
  private let path: String
  private let list: String
  private let labels: SavedLabels
  private var settings: PipelineSettings

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
  ///   - labels: a label folder with supervoxels.
  ///   - list: the path of a list of corrections.
  /// - Throws: ``CorrectionError``, `MediaError`, `LabelError`.
  public init(_ labels: String, by list: String) throws {
    path = labels
    self.list = list
    self.labels = try SavedLabels(labels)
    guard !self.labels.files.isVideo else { throw CorrectionError.notAFolder(labels: labels) }
    settings = try self.labels.settings()
  }

  /// Writes the corrected labels, whole or not at all, then the overlay.
  ///
  /// - Parameters:
  ///   - target: where the labels are written.
  ///   - overlay: drawn with the corrected labels.
  ///   - overwrite: whether labels in the folder, and an overlay, may be replaced.
  ///   - progress: called for every frame of the overlay; returning false ends the overlay and completes it.
  /// - Throws: ``CorrectionError``, `MediaError`, `LabelError`, `SinkError`, `RelabelError`, or for the overlay
  ///   `PipelineFailure`.
  @discardableResult
  public func write(
    to target: Target, overlay: RunOutput? = nil, overwrite: Bool = false,
    progress: (SegmentedFrame) -> Bool = { _ in true }
  ) async throws -> RunSummary {
    let corrections = try KeptCorrections(labels.files, labels.origin, list: list, replacing: isReplacing)
    let pictures = try overlay.map { try checkedInput(for: $0, target, overwrite: overwrite) }
    let place = try place(of: target, overwrite: overwrite)
    let lock = try RunLock([.labels(folder: place)])
    defer { lock.release() }
    var summary = try await apply(corrections, to: place, isInPlace: target == .inPlace)
    guard let overlay, let pictures else { return summary }
    var overlaying = Overlaying(place, on: pictures)
    (overlaying.overlay, overlaying.encoding, overlaying.threads) = (self.overlay, encoding, threads)
    do {
      let drawn = try await overlaying.write(to: overlay, overwrite: overwrite, progress: progress)
      summary.lines += drawn.lines
      summary.warnings += drawn.warnings
      summary.notes += drawn.notes
      summary.isComplete = drawn.isComplete
    } catch {
      // The labels are complete.
      throw PipelineFailure(cause: (error as? PipelineFailure)?.cause ?? error, summary: summary)
    }
    return summary
  }

  private func apply(_ corrections: KeptCorrections, to place: String, isInPlace: Bool) async throws -> RunSummary {
    let threads = min(16, max(1, threads))
    var summary = RunSummary()
    if isInPlace, corrections.all.map(\.correction) == corrections.kept.map(\.correction) {
      summary.lines = Self.skippedLines(corrections) + ["labels: \(place) (nothing to do)"]
      return summary
    }
    let cuts = corrections.added.filter(\.correction.changesShots)
    var labels = labels
    let stage = try cuts.isEmpty ? nil : FolderReplacement(path: place, stage: "recut")
    defer { stage?.discard() }
    var recutShots = 0
    if let stage, let recut = try await self.recut(cuts, corrections, to: stage) {
      labels = try SavedLabels(stage.folder.path)
      (summary, recutShots) = recut
    }
    let recutFrames = summary.frames
    let film = try CorrectedFilm(labels, corrections, threads: threads)
    let folder = try FolderReplacement(path: place)
    let hadState = isInPlace && OutputFiles.exists(self.labels.files.checkpoint)
    do {
      var writer = CorrectionWriter(film, to: folder, format: settings.labels.format, threads: threads)
      try writer.write(isStopRequested: isStopRequested)
      try LabelFolderSink.keepOthers(of: place, in: folder)
      try folder.finish()
      summary.frames = film.timeline.frames
      summary.lines += Self.lines(
        film, corrections, images: recutFrames + writer.writtenImages, shots: recutShots + film.touchedShots.count)
      summary.lines.append(
        "labels: \(place) (\(film.timeline.frames) label maps, \(writer.trackCount) tracks)")
      if hadState {
        summary.warnings.append(
          "\(place): --resume can not extend the run of corrected labels, so its state was removed; to keep it, correct "
            + "into another folder")
      }
      return summary
    } catch {
      folder.discard()
      throw error
    }
  }

  /// Segments the shots anew whose cuts change.
  ///
  /// - Returns: the frames, and which shots and why, and their number; nil if there are none.
  private func recut(
    _ cuts: [PlacedCorrection], _ corrections: KeptCorrections, to stage: FolderReplacement
  ) async throws -> (RunSummary, shots: Int)? {
    let all = corrections.kept + corrections.added
    let timeline = try ShotTimeline(index: labels.files.index, times: all.compactMap(\.correction.seconds))
    let recut = try Recut(timeline, cuts)
    guard !recut.ranges.isEmpty else { return nil }
    try check(corrections, recut, timeline)
    guard settings.segment.start == .warm else { throw JobError.notDivisible(reason: "segment.start must be warm") }
    guard labels.origin.model == nil else {
      throw JobError.notDivisible(
        reason: "its labels were made with a model (--model), without which a shot can not be segmented anew")
    }
    let video = try SegmentedInput(files: labels.files, origin: labels.origin, timeBase: labels.timeBase())
      .open(named: input)
    var summary = RunSummary()
    summary.warnings = try await Recutting(
      labels: labels, timeline: timeline, recut: recut, video: video,
      pipeline: Pipeline(settings: settings, threads: threads), isStopRequested: isStopRequested
    ).write(to: stage)
    summary.frames = recut.ranges.reduce(0) { $0 + $1.count }
    summary.lines = recut.causes.sorted { $0.key < $1.key }.map { shot, causes in
      let frames = recut.ranges.filter { $0.shot == shot }.map { "\($0.first)…\($0.frames.upperBound - 1)" }
      let words = causes.map { "\($0.correction.word) (\($0.place))" }.joined(separator: ", ")
      return "segmented anew: shot \(shot), frames \(frames.joined(separator: ", ")): \(words)"
    }
    return (summary, recut.causes.count)
  }

  /// Throws if another correction is about a shot that is segmented anew: its regions get other numbers.
  private func check(_ corrections: KeptCorrections, _ recut: Recut, _ timeline: ShotTimeline) throws {
    let regions =
      try labels.origin.corrections == nil
      ? CorrectedRegions()
      : CorrectedRegions(path: labels.files.correctedRegions, count: SupervoxelTable.maxCount)
    let made = Set(corrections.kept.compactMap(\.correction.newRegion))
    let rows = try CorrectedFilm.rows(
      regions, LabelTable.labelTracks(path: labels.files.table), timeline, besides: made)
    let cut = recut.causes.values.joined().first?.place ?? ""
    for placed in corrections.all where !placed.correction.changesShots {
      let moment = placed.correction.seconds.flatMap { timeline.moments[$0]?.shot }
      let shots = placed.correction.namedRegions.compactMap { rows[$0]?.shot } + (moment.map { [$0] } ?? [])
      if let shot = shots.first(where: recut.formerShots.contains) {
        throw CorrectionError.cutBehind(place: placed.place, shot: shot, cut: cut)
      }
    }
  }

  /// The shots that were written anew, and why.
  ///
  /// - Parameters:
  ///   - images, shots: all that were written anew, those that were segmented anew included.
  private static func lines(
    _ film: CorrectedFilm, _ corrections: KeptCorrections, images: Int, shots: Int
  ) -> [String] {
    let added = Set(corrections.added.map(\.place))
    var lines = film.touchedShots.sorted().map { shot in
      let causes = (film.after.causes[shot] ?? []).filter { added.contains($0.place) }
        .map { "\($0.correction.word) (\($0.place))" }
      let reason = causes.isEmpty ? "corrections were taken back" : causes.joined(separator: ", ")
      return "written anew: shot \(shot), \(film.timeline.words(of: shot)): \(reason)"
    }
    let all = Set(film.timeline.visits.map(\.shot)).count
    lines.append("written anew: \(images) of \(film.timeline.frames) label images, in \(shots) of \(all) shots")
    return lines + skippedLines(corrections)
  }

  private static func skippedLines(_ corrections: KeptCorrections) -> [String] {
    guard corrections.skipped > 0 else { return [] }
    return [
      "skipped: \(corrections.skipped) correction\(corrections.skipped == 1 ? "" : "s") that the labels have already"
    ]
  }

  // MARK: - Files

  /// The folder to write, if it may be written.
  private func place(of target: Target, overwrite: Bool) throws -> String {
    guard case .folder(let folder) = target else {
      guard access(path, W_OK) == 0 else { throw MediaError.write(errno, path: path) }
      return path
    }
    if OutputFiles.areSame(folder, path) { throw SinkError.isTheInput(path: folder) }
    if OutputFiles.isInside(folder, folder: path) { throw SinkError.inLabelFolder(path: folder, folder: path) }
    try LabelFolderSink.check(folder: folder, overwrite: overwrite)
    return folder
  }

  /// The input for an overlay that may be written.
  private func checkedInput(for overlay: RunOutput, _ target: Target, overwrite: Bool) throws -> String {
    let named = NamedInput(of: labels.origin, labels: path)
    let input = input ?? named.flatMap { $0.images.isEmpty ? $0.word : nil }
    guard let input else {
      let table = labels.files.table
      guard let word = labels.origin.input, !word.isEmpty else { throw RelabelError.noInput(path: table) }
      throw RelabelError.inputMissing(path: table, input: word)
    }
    let folder = if case .folder(let folder) = target { folder } else { path }
    let video = try Video(opening: input)
    try RunOutput.check([overlay, .labels(folder: folder)], reading: video.paths, frames: nil, overwrite: true)
    try RunOutput.check(
      [overlay], reading: video.paths + labels.paths, frames: video.expectedFrames, overwrite: overwrite)
    return input
  }
}
