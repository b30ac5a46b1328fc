import Imaging

extension SlotMap {
  /// Moves borders with the picture. Superpixels are computed anew in every frame, so that borders between them
  /// jitter by a few pixels where nothing moves.
  ///
  /// A pixel near a border keeps the label of its point in the previous frame if that label is still within `reach`
  /// of it; larger changes are kept. A majority vote among neighbors then smooths the border.
  ///
  /// - Parameters:
  ///   - earlier: the steadied map of the previous frame.
  ///   - backward: as in ``FrameCorrespondence/backward``.
  ///   - reach: pixels, ≥ 1.
  package func steadied(by earlier: SlotMap, backward: [Int32], reach: Int) -> SlotMap {
    precondition(backward.count == size.count && earlier.size == size)
    var result = self
    for y in 0..<size.height {
      for x in 0..<size.width {
        let n = y * size.width + x
        guard backward[n] >= 0 else { continue }
        let before = earlier.labels[Int(backward[n])]
        if before != labels[n], before != 0, has(before, near: x, y, reach: reach) { result.labels[n] = before }
      }
    }
    return result
  }

  /// Whether a label occurs within `reach` of a pixel, in a square.
  private func has(_ label: UInt16, near x: Int, _ y: Int, reach: Int) -> Bool {
    for row in max(0, y - reach)...min(size.height - 1, y + reach) {
      let start = row * size.width
      for column in max(0, x - reach)...min(size.width - 1, x + reach) where labels[start + column] == label {
        return true
      }
    }
    return false
  }
}
