import Foundation
import Imaging
import Media

/// Reads a run's frame index (`frames.csv`) row by row.
package struct FrameIndex {
  package struct Row: Equatable, Sendable {
    /// The frame's index, from 0.
    package let index: Int
    package let time: MediaTime
    /// The frame's shot, from 0; nil if the index has no such column.
    package let shot: Int?
    /// The fraction, 0…1, of the picture not explained by the shot's previous frame; nil if missing.
    package let change: Double?
    /// The fraction, 0…1, of the followed pixels whose track changed; nil if missing.
    package let changed: Double?
    /// The training iterations, and the loss of the last one; nil if missing.
    package let iterations: Int?
    package let loss: Double?
    /// The level of the cut; nil if missing.
    package let level: Float?
    /// The name of the label image in the folder; nil if missing.
    package let image: String?
    /// The name of the image file that was segmented; nil for a frame of a video.
    package let source: String?

    /// The frame's name; nil: its number.
    package var name: String? { image.flatMap { $0 == LabelNames.image(index) ? nil : String($0.dropLast(4)) } }
  }

  package let path: String
  private var lines: LineReader
  /// The columns of an index that may be missing.
  private struct Optionals {
    let shot, change, changed, iterations, loss, level, image, source: Int?
  }

  private let places: (index: Int, ticks: Int, timeBase: Int)
  private let optionals: Optionals

  /// - Throws: `MediaError.badLabelFile` if the columns are not those of an index.
  package init(path: String) throws(MediaError) {
    self.path = path
    lines = try LineReader(path: path)
    let columns = (try lines.next() ?? "").split(separator: ",", omittingEmptySubsequences: false)
    guard let index = columns.firstIndex(of: "index"), let ticks = columns.firstIndex(of: "pts"),
      let timeBase = columns.firstIndex(of: "time_base")
    else {
      throw .badLabelFile(path: path, line: 1, reason: "the columns index, pts, time_base are missing")
    }
    places = (index, ticks, timeBase)
    func place(_ name: Substring) -> Int? { columns.firstIndex(of: name) }
    optionals = Optionals(
      shot: place("shot"), change: place("change"), changed: place("changed"), iterations: place("iterations"),
      loss: place("loss"), level: place("level"), image: place("image"), source: place("source"))
  }

  /// The next row; nil at the end.
  package mutating func next() throws(MediaError) -> Row? {
    guard let line = try lines.next() else { return nil }
    let fields = FrameRow.fields(line)
    func field(_ place: Int?) -> Substring? {
      place.flatMap { fields.indices.contains($0) ? fields[$0] : nil }
    }
    guard let index = field(places.index).flatMap({ Int($0) }), let ticks = field(places.ticks).flatMap({ Int64($0) }),
      let timeBase = field(places.timeBase).flatMap(Rational.init(text:))
    else {
      throw .badLabelFile(
        path: path, line: lines.line, reason: "it has no valid frame number, time and time base")
    }
    func number(_ place: Int?) -> Double? { field(place).flatMap { Double($0) }.flatMap { $0.isFinite ? $0 : nil } }
    return Row(
      index: index, time: MediaTime(ticks: ticks, timeBase: timeBase), shot: field(optionals.shot).flatMap { Int($0) },
      change: number(optionals.change), changed: number(optionals.changed),
      iterations: field(optionals.iterations).flatMap { Int($0) }, loss: number(optionals.loss),
      level: field(optionals.level).flatMap { Float($0) }.flatMap { $0.isFinite ? $0 : nil },
      image: try imageName(field(optionals.image)),
      source: field(optionals.source).flatMap { $0.isEmpty ? nil : String($0) })
  }

  /// A file name without folders.
  private func imageName(_ field: Substring?) throws(MediaError) -> String? {
    guard let field, !field.isEmpty else { return nil }
    guard !field.utf8.contains(UInt8(ascii: "/")), field.utf8.allSatisfy({ $0 != 0 }), field.hasSuffix(".png") else {
      throw .badLabelFile(path: path, line: lines.line, reason: "\(field) is not a label image name")
    }
    return String(field)
  }

  /// The number of the last line, from 1.
  package var line: Int { lines.line }
}

extension Rational {
  /// `1/90000`; nil unless it is a positive fraction of 32-bit numbers.
  fileprivate init?(text: Substring) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { Int32($0) ?? 0 }
    guard parts.count == 2, parts[0] > 0, parts[1] > 0 else { return nil }
    self.init(Int(parts[0]), Int(parts[1]))
  }
}

extension MediaTime {
  /// Whether both times are equal, independent of their time bases.
  package func isSameMoment(as other: MediaTime) -> Bool {
    Int128(ticks) * Int128(timeBase.numerator) * Int128(other.timeBase.denominator)
      == Int128(other.ticks) * Int128(other.timeBase.numerator) * Int128(timeBase.denominator)
  }
}
