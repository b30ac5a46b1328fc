import Imaging

/// How much of a picture another one shows, by flow in one direction without a check: a tenth of the time of the whole
/// motion.
struct Likeness {
  /// The fraction of pixels, 0…1, that have nearly the luma of their point in the earlier picture.
  let share: Double
  /// The mean difference of luma from that of their points, by the mean difference from the mean luma of the picture. About 1 for
  /// different pictures, also for two dark ones, of which all pixels are nearly alike.
  let difference: Double

  private let size: PictureSize

  /// Whether the pictures are certainly of one shot. In a very small one flow finds a similar point for everything.
  var isCertain: Bool { min(size.width, size.height) >= Self.minSide && share >= 0.9 && difference <= 0.25 }

  private static let minSide = 64

  /// The tolerance of a point's luma difference, 0…255, beyond the global change of luma.
  private static let tolerance: Float = 6

  init(from earlier: GrayPyramid, to later: GrayPyramid, search: DenseInverseSearch) {
    let flow = search.flow(from: later, to: earlier)
    let changes = later.luma.indices.compactMap { n in flow.target(of: n).map { later.luma[n] - earlier.luma[$0] } }
    let median = RoundedMedian.of(changes)
    size = later.size
    let lumas = later.luma
    let mean = lumas.reduce(0) { $0 + Double($1) } / Double(max(1, lumas.count))
    let contrast = lumas.reduce(0) { $0 + abs(Double($1) - mean) } / Double(max(1, lumas.count))
    let change = changes.reduce(0) { $0 + Double(abs($1 - median)) } / Double(max(1, changes.count))
    difference = contrast > 0 ? change / contrast : .infinity
    share = Double(changes.count { abs($0 - median) <= Self.tolerance }) / Double(max(1, later.luma.count))
  }
}
