import Imaging
import Labels
import Media

/// Checks that there is one label map for every decoded frame, with the same time and size.
package struct LabelCheck: Sendable {
  /// The folder or video of labels.
  package var labels: String
  /// The segmented input.
  package var input: String
  /// Threads for decoding, ≥ 1.
  package var threads = 1
  /// The maximum number of differences listed.
  static let told = 10

  package init(labels: String, input: String) {
    self.labels = labels
    self.input = input
  }

  package struct Report: Sendable {
    /// The number of decoded frames.
    package fileprivate(set) var frames = 0
    package let size: PictureSize
    /// The frames of the input that were segmented.
    package let selection: FrameSelection
    package fileprivate(set) var differences = 0
    /// The first differences, one line each.
    package fileprivate(set) var lines: [String] = []
    /// Warnings about the input, one line each.
    package fileprivate(set) var warnings: [String] = []

    fileprivate mutating func add(_ line: String) {
      differences += 1
      if lines.count < LabelCheck.told { lines.append(line) }
    }
  }

  /// - Throws: `EvaluationError`, `MediaError` if labels or input can not be read.
  package func run() throws -> Report {
    let labels = try CheckedLabels(self.labels)
    let input = try MediaInput.resolve(input, rate: CheckedLabels.rate(self.labels))
    let source = try openFrames(input, selection: labels.origin.selection, threads: threads)
    var report = Report(size: source.size, selection: labels.origin.selection)
    var clock = VideoClock()
    while let frame = try source.next() {
      let row = try labels.nextRow()
      compare(frame, row, with: labels, &clock, &report)
      report.frames += 1
    }
    var extraRows = 0
    while try labels.nextRow() != nil { extraRows += 1 }
    let extraMaps = try labels.countRest()
    if max(extraRows, extraMaps) > 0 {
      report.add(
        "after the last frame there are \(extraMaps) more label maps"
          + (labels.hasIndex ? " and \(extraRows) more lines of the index" : ""))
    }
    report.warnings = source.warnings
    return report
  }

  private func named(_ labels: CheckedLabels) -> String {
    guard let name = labels.origin.input, name != input else { return "" }
    return ", of \(name)"
  }

  private func compare(
    _ frame: Frame, _ row: FrameIndex.Row?, with labels: CheckedLabels, _ clock: inout VideoClock,
    _ report: inout Report
  ) {
    let place = "frame \(frame.index) at \(frame.time)"
    let map: CheckedLabels.Map?
    do {
      map = try labels.map(frame.index, named: row?.image)
    } catch {
      return report.add("\(place): \(error)")
    }
    guard let map else { return report.add("\(place): there is no label map") }
    if map.size != frame.picture.size {
      report.add("\(place): is \(frame.picture.size), its label map \(map.size)")
    } else if let thumbnail = labels.origin.thumbnails[frame.index], !thumbnail.resembles(Thumbnail(frame.picture)) {
      report.add("\(place): is not the picture that was segmented" + named(labels))
    }
    if labels.hasIndex {
      guard let row else { return report.add("\(place): is not in the index") }
      if row.index != frame.index { report.add("\(place): the index calls it \(row.index)") }
      if !row.time.isSameMoment(as: frame.time) {
        report.add(
          "\(place) (\(frame.time.ticks) × \(frame.time.timeBase) s): the index has it at \(row.time) "
            + "(\(row.time.ticks) × \(row.time.timeBase) s)")
      }
    }
    if let time = map.time, !clock.shows(frame.time, at: time) {
      report.add("\(place): the label video has it at \(time)")
    }
  }
}

/// The times of a label video: whole milliseconds ≥ 0, strictly increasing.
private struct VideoClock {
  private var shift: Double?
  private var last: Double?

  /// Whether a frame's time is converted to this one.
  mutating func shows(_ time: MediaTime, at shown: MediaTime) -> Bool {
    let shift = self.shift ?? max(0, -time.seconds)
    self.shift = shift
    // A frame that is not later than the previous one is moved to a millisecond after it.
    let expected = max(time.seconds + shift, last.map { $0 + 0.001 } ?? -.infinity)
    last = shown.seconds
    return abs(expected - shown.seconds) <= 0.001 + 1e-9 * abs(expected)
  }
}
