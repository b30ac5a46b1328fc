extension PatchSearch {
  /// How far around a patch the coarser flow is asked, in pixels of this level: three sides of a patch.
  private static let reach = Float(3 * Patch.side)
  /// What the surroundings' motion must undercut: the error at the patch's own start, less a tenth.
  private static let preference: Float = 0.9
  /// Motions nearer than this to the start, in pixels, squared, lead to the same place and are not tried.
  private static let same: Float = 0.25

  /// Where to seek the patch whose first pixel is (x, y) from: where the coarser level put it or, when that fits
  /// clearly better, where it put one of eight places around.
  ///
  /// The paper starts from the coarser flow alone. A coarse patch that lies across a moving object's border then
  /// carries the plain surface beside the object along at all finer levels; the surroundings bring it back. Asking the
  /// coarser level rather than the patches next to this one keeps the patches independent of each other.
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
        let error = error(x: x, y: y, u)
        if error < minError { best = u }
        bestError = min(error, minError)
      }
    }
    return best
  }
}
