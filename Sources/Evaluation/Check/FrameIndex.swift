import Foundation
import Imaging

/// The index that a run writes of its frames (`frames.csv`), read row by row.
struct FrameIndex {
  struct Row: Equatable {
    /// The frame's place, from 0.
    let index: Int
    let time: MediaTime
  }

  let path: String
  private var lines: LineReader
  private let places: (index: Int, ticks: Int, timeBase: Int)

  /// - Throws: `EvaluationError.badIndex` when the columns are not those of an index.
  init(path: String) throws {
    self.path = path
    lines = try LineReader(path: path)
    let columns = (try lines.next() ?? "").split(separator: ",", omittingEmptySubsequences: false)
    guard let index = columns.firstIndex(of: "index"), let ticks = columns.firstIndex(of: "pts"),
      let timeBase = columns.firstIndex(of: "time_base")
    else {
      throw EvaluationError.badIndex(path: path, line: 1, reason: "the columns index, pts, time_base are missing")
    }
    places = (index, ticks, timeBase)
  }

  /// The next row; nil behind the last one.
  mutating func next() throws -> Row? {
    guard let line = try lines.next() else { return nil }
    let fields = line.split(separator: ",", omittingEmptySubsequences: false)
    guard fields.count > max(places.index, places.ticks, places.timeBase), let index = Int(fields[places.index]),
      let ticks = Int64(fields[places.ticks]), let timeBase = Rational(text: fields[places.timeBase])
    else {
      throw EvaluationError.badIndex(
        path: path, line: lines.line, reason: "there is no frame number, time and time base in it")
    }
    return Row(index: index, time: MediaTime(ticks: ticks, timeBase: timeBase))
  }
}

extension Rational {
  /// `1/90000`; nil for anything that is no fraction above zero of 32-bit numbers.
  fileprivate init?(text: Substring) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { Int32($0) ?? 0 }
    guard parts.count == 2, parts[0] > 0, parts[1] > 0 else { return nil }
    self.init(Int(parts[0]), Int(parts[1]))
  }
}

extension MediaTime {
  /// Whether both are the same moment, whatever their time bases.
  func isSameMoment(as other: MediaTime) -> Bool {
    Int128(ticks) * Int128(timeBase.numerator) * Int128(other.timeBase.denominator)
      == Int128(other.ticks) * Int128(other.timeBase.numerator) * Int128(timeBase.denominator)
  }
}
