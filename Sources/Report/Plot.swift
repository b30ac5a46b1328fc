import Foundation

/// Inline SVG over the frames: the whole width is the whole video, so every plot and row has the same time axis. The
/// graphic is stretched to its place; texts are outside of it and keep their size.
enum Plot {
  /// The width of every graphic in its own units.
  static let width = 1000.0

  /// The path of a series, by the means of its bins.
  ///
  /// - Parameters:
  ///   - frames: the length of the axis.
  ///   - range: the values at the bottom and the top.
  static func line(_ series: BinnedSeries, frames: Int, range: ClosedRange<Double>) -> String {
    var path = ""
    var isDrawing = false
    for (place, bin) in series.bins.enumerated() {
      guard let mean = bin.mean else {
        // A single frame without a value, as after a cut, leaves a gap.
        isDrawing = false
        continue
      }
      path += (isDrawing ? "L" : "M") + point(x(place, series, frames), y(mean, range))
      // A value alone is a point: a line of no length with round ends.
      if !isDrawing { path += "h0" }
      isDrawing = true
    }
    return path
  }

  /// The path around the least and the greatest values; empty while every bin is one frame.
  static func band(_ series: BinnedSeries, frames: Int, range: ClosedRange<Double>) -> String {
    guard series.width > 1 else { return "" }
    let bins = series.bins.enumerated().filter { $0.element.mean != nil }
    guard bins.count > 1 else { return "" }
    let upper = bins.map { point(x($0.offset, series, frames), y($0.element.greatest, range)) }
    let lower = bins.reversed().map { point(x($0.offset, series, frames), y($0.element.least, range)) }
    return "M" + (upper + lower).joined(separator: "L") + "Z"
  }

  /// A part of the axis: its left end and its width, at least wide enough to be seen.
  static func part(_ frames: ClosedRange<Int>, of count: Int) -> (x: String, width: String) {
    let unit = width / Double(max(1, count))
    let length = max(Double(frames.count) * unit, 1.5)
    return (number(min(Double(frames.lowerBound) * unit, width - length)), number(length))
  }

  private static func x(_ place: Int, _ series: BinnedSeries, _ frames: Int) -> Double {
    let end = min((place + 1) * series.width, frames)
    return (Double(place * series.width) + Double(end)) / 2 / Double(max(1, frames)) * width
  }

  private static func y(_ value: Double, _ range: ClosedRange<Double>) -> Double {
    let span = range.upperBound - range.lowerBound
    return span > 0 ? 97 - 94 * (value - range.lowerBound) / span : 50
  }

  private static func point(_ x: Double, _ y: Double) -> String { number(x) + " " + number(y) }

  static func number(_ value: Double) -> String {
    let tenths = (value * 10).rounded() / 10
    return tenths == tenths.rounded() ? "\(Int(tenths))" : "\(tenths)"
  }
}
