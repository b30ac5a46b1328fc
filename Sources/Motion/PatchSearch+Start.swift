extension PatchSearch {
  /// The distance at which the coarser flow is sampled around a patch: three patch sides, in pixels of this level.
  private static let reach = Float(3 * Patch.side)
  /// A sampled motion must reduce the error at the patch's own start to this factor.
  private static let preference: Float = 0.9
  /// Motions closer to the start than this, in squared pixels, converge to the same place and are skipped.
  private static let same: Float = 0.25

  /// The search start of the patch whose first pixel is (x, y): the coarser flow at the patch or, if clearly better,
  /// at one of eight places around it.
  ///
  /// The paper uses the coarser flow at the patch only. A coarse patch across a moving object's border then drags the
  /// smooth surface next to the object along at all finer levels; the samples around it correct that. Sampling the
  /// coarser level, not the neighboring patches, keeps the patches independent of each other.
  func start(x: Int, y: Int, coarser: FlowField?) -> SIMD2<Float> {
    guard let coarser else { return .zero }
    let middle = 0.5 * Float(Patch.side - 1)
    let (middleX, middleY) = (Float(x) + middle, Float(y) + middle)
    let own = coarser.doubled(x: middleX, y: middleY)
    var best = own
    var bestError: Float?
    for stepY: Float in [-1, 0, 1] {
      for stepX: Float in [-1, 0, 1] {
        let u = coarser.doubled(x: middleX + stepX * Self.reach, y: middleY + stepY * Self.reach)
        let way = u - own
        guard (way * way).sum() > Self.same else { continue }
        let minError = bestError ?? Self.preference * error(x: x, y: y, own)
        let error = error(x: x, y: y, u, limit: minError)
        if error < minError { best = u }
        bestError = min(error, minError)
      }
    }
    return best
  }
}
