import Evaluation
import EvaluationFiles
import Foundation
import Imaging
import Labels
import Measurements
import Media
import Parallelism
import Rendering

/// Makes a page that shows what a run did: one HTML file without references to others. The labels and the input are
/// read once, frame by frame; memory grows with the regions, not with the frames.
package struct ReportRun: Sendable {
  /// A label folder or a label video.
  package var labels: String
  /// The segmented input; nil: the page has no pictures.
  package var input: NamedInput?
  /// The page.
  package var output: String
  package var overwrite = false
  /// Whether temporal consistency is measured, which takes most of the time.
  package var measuresConsistency = true
  /// Threads, ≥ 1.
  package var threads = 2
  /// The version of this program.
  package var version: String
  /// What only the run itself knows; nil for labels of an earlier run.
  package var record: RunRecord?
  /// Called after every frame with the number of frames done and of all frames.
  package var onFrame: @Sendable (Int, Int) -> Void = { _, _ in }
  /// Checked after every frame.
  package var isStopRequested: @Sendable () -> Bool = { false }

  package init(labels: String, input: NamedInput?, output: String, version: String) {
    self.labels = labels
    self.input = input
    self.output = output
    self.version = version
  }

  /// Throws if the page can not be written. Touches nothing.
  ///
  /// - Throws: `MediaError`.
  package func checkOutput() throws(MediaError) {
    let isRead = (try? LabelFiles(labels))?.owns(output) ?? false || input?.owns(output) ?? false
    if isRead {
      throw .notWritable(
        path: output, reason: "it is the labels or the input, or in the label folder; choose another name")
    }
    try OutputFiles.checkTarget(output, overwrite: overwrite)
  }

  package struct Summary: Sendable {
    package let frames, regions, shots: Int
    /// The size of the page.
    package let bytes: Int
    /// Warnings about the input, one line each.
    package let warnings: [String]
  }

  /// - Throws: `EvaluationError`, `MediaError`, `LabelError`; `CancellationError` if it was stopped.
  package func run() throws -> Summary {
    let lock = try OutputLock.take(.file(output))
    defer { withExtendedLifetime(lock) {} }
    try checkOutput()
    var contents = try collect()
    contents.warnings = (record?.warnings ?? []).filter { !contents.warnings.contains($0) } + contents.warnings
    let page = Page(contents: contents, run: self).html
    try OutputFiles.write(Array(page.utf8), to: output)
    return Summary(
      frames: contents.frames, regions: contents.histories.count, shots: contents.shots.shots.count,
      bytes: page.utf8.count, warnings: contents.warnings)
  }

  private func collect() throws -> ReportContents {
    let frames = try LabeledFrames(labels, input: input, threads: min(16, threads))
    let files = try? LabelFiles(labels)
    let index = files.flatMap { OutputFiles.exists($0.index) ? $0.index : nil }
    var contents = ReportContents(shots: try ShotList(index: index, count: frames.count))
    if let files { try readTable(files, into: &contents) }
    contents.hasPictures = input != nil
    let shotOfPoster = Dictionary(contents.shots.posters.map { ($0.poster, $0) }) { first, _ in first }
    var measured = FrameSeries()
    var consistency = TemporalConsistency(workers: Workers(count: threads))
    while let entry = try frames.next() {
      if isStopRequested() { throw CancellationError() }
      let seconds = entry.time?.seconds
      let frame = measured.measure(
        entry.map, picture: entry.picture, index: entry.index, seconds: seconds, shot: entry.row?.shot)
      contents.add(frame, row: entry.row)
      if measuresConsistency, let picture = entry.picture {
        consistency.add(picture, entry.map)
        contents.addConsistency(consistency.lastShare, of: frame)
      }
      if contents.player == nil { contents.player = PlayerFrames(size: frame.size, count: frames.count) }
      try contents.player?.add(entry.map, entry.picture, index: entry.index, seconds: seconds)
      if let shot = shotOfPoster[entry.index] { try contents.addPoster(of: shot, entry) }
      onFrame(entry.index + 1, frames.count)
    }
    contents.warnings += frames.warnings
    return contents
  }

  private func readTable(_ files: LabelFiles, into contents: inout ReportContents) throws {
    if OutputFiles.exists(files.table) {
      let header = try LabelTable.read(path: files.table)
      contents.header = header
      let tracks = try LabelTable.tracks(path: files.table)
      contents.tracks = Dictionary(tracks.map { ($0.trackID, $0) }) { first, _ in first }
      contents.palette = Palette(contents.tracks.mapValues(\.color))
      if header.isComplete == false {
        contents.warnings.append("the run was stopped: there are labels of its first frames only")
      }
    }
    if OutputFiles.exists(files.pipeline) {
      contents.pipeline = String(decoding: try InputText.read(path: files.pipeline, maxBytes: 1 << 20), as: UTF8.self)
    }
  }
}

/// What is known of a run only while it runs.
package struct RunRecord: Sendable {
  /// The arguments of the command, with the name of the program.
  package var arguments: [String]
  /// Seconds from the start of the run until a frame is written. Frames of an earlier part of a resumed run have none.
  package var elapsed = BinnedSeries()
  /// The frames written, and the seconds until the last one.
  package private(set) var frames = 0
  package private(set) var seconds = 0.0
  /// Warnings of the run, one line each.
  package var warnings: [String] = []

  package init(arguments: [String]) { self.arguments = arguments }

  /// - Parameter seconds: since the start of the run.
  package mutating func addFrame(_ index: Int, at seconds: Double) {
    elapsed.add(seconds, at: index)
    frames += 1
    self.seconds = seconds
  }
}

extension ReportContents {
  fileprivate mutating func add(_ frame: MeasuredFrame, row: FrameIndex.Row?) {
    size = frame.size
    frames = frame.index + 1
    isAfterCut = frame.index > 0 && frame.shot != lastShot
    lastShot = frame.shot
    if frame.index == 0 { firstSeconds = frame.seconds }
    lastSeconds = frame.seconds
    histories.add(frame)
    series.seconds.add(frame.seconds, at: frame.index)
    series.labels.add(Double(frame.regions.count), at: frame.index)
    series.changed.add(row?.changed, at: frame.index)
    // The first frame of a shot is new by definition.
    if frame.index > 0, !isAfterCut { series.change.add(row?.change, at: frame.index) }
    series.loss.add(row?.loss, at: frame.index)
    series.iterations.add(row?.iterations.map(Double.init), at: frame.index)
    if let changed = row?.changed, changed > mostChanged?.value ?? 0 {
      mostChanged = Moment(frame: frame.index, seconds: frame.seconds, value: changed)
    }
  }

  /// After a cut, the frame before shows something else: there is no value.
  fileprivate mutating func addConsistency(_ share: Double?, of frame: MeasuredFrame) {
    guard let share, !isAfterCut else { return }
    series.consistency.add(share, at: frame.index)
    if share < leastConsistent?.value ?? 1 {
      leastConsistent = Moment(frame: frame.index, seconds: frame.seconds, value: share)
    }
  }

  /// - Throws: `MediaError`.
  fileprivate mutating func addPoster(of shot: ShotList.Shot, _ entry: LabeledFrames.Entry) throws(MediaError) {
    guard let format = player?.format else { return }
    let size = entry.map.size.fitted(in: PictureSize(width: 360, height: 360))
    let map = entry.map.resized(to: size)
    let drawn =
      entry.picture.map { OverlaySettings().render($0.reduced(to: size), trackIDs: map, palette: palette) }
      ?? palette.flatPicture(of: map)
    posters.append(Poster(shot: shot, seconds: entry.time?.seconds, picture: try drawn.encoded(as: format)))
  }
}
