/// How much of a picture another one shows, by flow in one direction without a check: a tenth of the time of the whole
/// motion.
struct Likeness {
  /// The fraction of pixels, 0…1, that have nearly the luma of their point in the earlier picture.
  let share: Double

  /// The tolerance of a point's luma difference, 0…255, beyond the global change of luma.
  private static let tolerance: Float = 6

  init(from earlier: GrayPyramid, to later: GrayPyramid, search: DenseInverseSearch) {
    let flow = search.flow(from: later, to: earlier)
    let changes = later.luma.indices.compactMap { n in flow.target(of: n).map { later.luma[n] - earlier.luma[$0] } }
    let median = RoundedMedian.of(changes)
    share = Double(changes.count { abs($0 - median) <= Self.tolerance }) / Double(max(1, later.luma.count))
  }
}

/// The median of changes of luma, rounded to a whole gray value.
enum RoundedMedian {
  static func of(_ changes: some Sequence<Float>) -> Float {
    var histogram = [Int](repeating: 0, count: 511)
    for change in changes { histogram[Int(max(-255, min(255, change)).rounded()) + 255] += 1 }
    let half = histogram.reduce(0, +) / 2
    var below = 0
    for (place, count) in histogram.enumerated() {
      below += count
      if below > half { return Float(place - 255) }
    }
    return 0
  }
}
