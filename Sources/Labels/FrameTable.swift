import Media
import Tracking

/// Reads `frames.csv` line by line to change what corrections change. Other fields, and all other lines, keep their bytes.
package struct FrameTable {
  /// What is added to the counts of a frame.
  package struct Change: Equatable, Sendable {
    package var labels = 0
    package var births = 0
    package var deaths = 0
    package var returns = 0

    package init() {}

    package var isNone: Bool { self == Change() }
  }

  /// The columns.
  package let head: String
  private let path: String
  private var lines: LineReader
  private let places: [String: Int]

  /// - Throws: `MediaError`.
  package init(path: String) throws(MediaError) {
    self.path = path
    lines = try LineReader(path: path)
    head = try lines.next() ?? ""
    let columns = head.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    places = Dictionary(columns.enumerated().map { ($1, $0) }) { first, _ in first }
    for column in ["labels", "changed", "births", "deaths", "returns", "shot"] where places[column] == nil {
      throw .badLabelFile(path: path, line: 1, reason: "the column \(column) is missing")
    }
  }

  /// The next line; nil at the end.
  package mutating func next() throws(MediaError) -> String? { try lines.next() }

  /// - Parameters:
  ///   - change: of the counts.
  ///   - forgetsFlicker: whether the share of changed pixels becomes unknown.
  ///   - shot: another number of the shot; nil: the same.
  package func line(
    _ line: String, _ change: Change, forgetsFlicker: Bool, shot: Int? = nil
  ) throws(MediaError) -> String {
    // The columns with text come last and stay as they are.
    let end = (places.filter { !["image", "source"].contains($0.key) }.values.max() ?? 0) + 1
    var fields = line.split(separator: ",", maxSplits: end, omittingEmptySubsequences: false).map(String.init)
    func add(_ number: Int, to column: String) throws(MediaError) {
      guard number != 0, let place = places[column] else { return }
      guard place < fields.count, let count = Int(fields[place]), case let sum = count.addingReportingOverflow(number),
        !sum.overflow, sum.partialValue >= 0
      else { throw .badLabelFile(path: path, line: lines.line, reason: "\(column) does not fit the label images") }
      fields[place] = "\(sum.partialValue)"
    }
    try add(change.labels, to: "labels")
    try add(change.births, to: "births")
    try add(change.deaths, to: "deaths")
    try add(change.returns, to: "returns")
    if forgetsFlicker, let place = places["changed"], place < fields.count { fields[place] = "" }
    if let shot, let place = places["shot"], place < fields.count { fields[place] = "\(shot)" }
    return fields.joined(separator: ",")
  }
}

extension FrameTable {
  /// The counts of a line.
  package func counts(of line: String) throws(MediaError) -> Change {
    let fields = line.split(separator: ",", omittingEmptySubsequences: false)
    func number(_ column: String) throws(MediaError) -> Int {
      guard let place = places[column], place < fields.count, let number = Int(fields[place]), number >= 0 else {
        throw .badLabelFile(path: path, line: lines.line, reason: "\(column) is not a number")
      }
      return number
    }
    var counts = Change()
    counts.labels = try number("labels")
    counts.births = try number("births")
    counts.deaths = try number("deaths")
    counts.returns = try number("returns")
    return counts
  }

  /// The line of a new frame, with its end.
  package static func line(of frame: some LabeledFrame, _ changes: TrackTable.Changes, image: String) -> String {
    FrameRow.line(of: frame, changes, image: image)
  }
}
