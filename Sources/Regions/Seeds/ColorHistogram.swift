import Foundation

/// A histogram of CIELAB colors with bins of about 4 × 5 × 5 units. Only bins with colors take memory.
struct ColorHistogram: Sendable {
  /// Bins along each axis.
  static let side = 24
  static let binCount = side * side * side

  private var counts: [Int32: Float] = [:]
  /// All colors.
  private(set) var total: Float = 0

  /// The bin of a color. Colors beyond a* and b* of ±60 go to the outer bins.
  @inline(__always)
  static func bin(lightness: Float, a: Float, b: Float) -> Int32 {
    func place(_ value: Float) -> Int32 { Int32(min(max(value, 0), 0.9999) * Float(side)) }
    return (place(lightness / 100) * Int32(side) + place((a + 60) / 120)) * Int32(side) + place((b + 60) / 120)
  }

  mutating func add(_ bin: Int32) {
    counts[bin, default: 0] += 1
    total += 1
  }

  /// The bins with colors, ascending, and their counts.
  var bins: [(bin: Int32, count: Float)] { counts.map { ($0.key, $0.value) }.sorted { $0.bin < $1.bin } }
}

/// The color density of a class: a histogram smoothed by a Gaussian of 0.4 bins.
struct ColorDensity: Sendable {
  /// By bin: the logarithm of the density. No color is impossible.
  let logarithms: [Float]

  /// The least density of a bin.
  private static let floor: Float = 1e-6
  /// The weights of a bin and of its two neighbors along an axis.
  private static let weights: (own: Float, neighbor: Float) = (0.9193, 0.0403)

  init(_ histograms: some Sequence<ColorHistogram>) {
    var sums = [Float](repeating: 0, count: ColorHistogram.binCount)
    var total: Float = 0
    for histogram in histograms {
      for (bin, count) in histogram.bins { sums[Int(bin)] += count }
      total += histogram.total
    }
    let side = ColorHistogram.side
    for stride in [1, side, side * side] { sums = Self.smoothed(sums, stride: stride) }
    logarithms = sums.map { log($0 / max(1, total) + Self.floor) }
  }

  private static func smoothed(_ sums: [Float], stride: Int) -> [Float] {
    let side = ColorHistogram.side
    return sums.indices.map { bin in
      let place = bin / stride % side
      let (before, after) = (place > 0 ? bin - stride : bin, place < side - 1 ? bin + stride : bin)
      return weights.own * sums[bin] + weights.neighbor * (sums[before] + sums[after])
    }
  }

  /// The mean log density of the colors of a histogram.
  func meanLogarithm(of bins: [(bin: Int32, count: Float)], total: Float) -> Float {
    var sum: Float = 0
    for (bin, count) in bins { sum += count * logarithms[Int(bin)] }
    return sum / max(1, total)
  }
}
