import Imaging

/// What is summed up over the pixels of a region, in whole numbers: sums do not depend on their order.
struct RegionSums {
  var area = 0
  /// Of columns and rows.
  var x = 0
  var y = 0
  var left = Int.max
  var right = 0
  var top = Int.max
  var bottom = 0
  /// Of the colors, and of their squares.
  var color = SIMD3<Int>.zero
  var squares = SIMD3<Int>.zero
  var edgeLength = 0
  /// The border pixels by their share of the outline: straight, diagonal, and between the two.
  var straight = 0
  var diagonal = 0
  var bend = 0

  /// Adds the pixels of a row from `start` to before `end`.
  @inline(__always)
  mutating func addRun(row: Int, from start: Int, to end: Int) {
    let length = end - start
    area += length
    x += length * (start + end - 1) / 2
    y += length * row
    left = min(left, start)
    right = max(right, end)
    top = min(top, row)
    bottom = max(bottom, row + 1)
  }

  /// Each pixel of the outline counts as half of the way to its neighbors on the outline.
  var perimeter: Double {
    let root = 2.0.squareRoot()
    return Double(straight) + Double(diagonal) * root + Double(bend) * (1 + root) / 2
  }

  /// Mean and standard deviation of every channel.
  var colorStatistics: (mean: SIMD3<Double>, deviation: SIMD3<Double>) {
    let count = Double(area)
    var deviation = SIMD3<Double>()
    for channel in 0..<3 {
      // A whole number: equal colors have deviation 0.
      let spread = Int128(squares[channel]) * Int128(area) - Int128(color[channel]) * Int128(color[channel])
      deviation[channel] = Double(spread).squareRoot() / count
    }
    return (SIMD3<Double>(color) / count, deviation)
  }
}
