import Imaging

extension SlotMap {
  /// The color distance, in CIELAB, of which the square is the unit of costs.
  private static let colorScale: Float = 8
  /// Larger color costs are not distinguished: a pixel may differ from both sides.
  private static let maxColorCost: Float = 4
  /// The advantage of the label of the same point in the previous frame.
  private static let priorOfEarlier: Float = 2
  /// The advantage of the pixel's own label.
  private static let priorOfOwn: Float = 0.5

  /// Moves borders with the picture, and to its edges. Superpixels are computed anew in every frame, so that borders
  /// between them jitter by a few pixels where nothing moves.
  ///
  /// A pixel near a border takes one of the labels within `reach` of it: the one whose mean color around the pixel is
  /// most like its own, with an advantage for the label of the same point in the previous frame. So a border without an edge
  /// stays where it was, and one with an edge follows it. Larger changes are kept.
  ///
  /// - Parameters:
  ///   - lab: the picture.
  ///   - earlier: the refined map of the previous frame.
  ///   - backward: as in `FrameCorrespondence.backward`; nil if there is no previous frame.
  ///   - reach: pixels, 1…8.
  package func refined(_ lab: LabPlanes, earlier: SlotMap, backward: [Int32]?, reach: Int) -> SlotMap {
    precondition((1...BorderColors.side).contains(reach) && lab.size == size && earlier.size == size)
    let colors = BorderColors(self, lab)
    let band = borderBand(reach: reach)
    var result = self
    var candidates: [UInt16] = []
    for y in 0..<size.height {
      for x in 0..<size.width where band[y * size.width + x] {
        let n = y * size.width + x
        collect(&candidates, near: x, y, reach: reach)
        let before = backward.map { $0[n] < 0 ? 0 : earlier.labels[Int($0[n])] } ?? 0
        let color = SIMD4(lab.lightness[n], lab.a[n], lab.b[n], 0)
        var best = Float.infinity
        for label in candidates {
          var cost = min(
            colors.distance(of: color, from: label, x: x, y: y) / (Self.colorScale * Self.colorScale), Self.maxColorCost
          )
          if label == before { cost -= Self.priorOfEarlier }
          if label == labels[n] { cost -= Self.priorOfOwn }
          if cost < best { (best, result.labels[n]) = (cost, label) }
        }
      }
    }
    return result
  }

  /// The labels within `reach` of a pixel, in a square, in the order of rows.
  private func collect(_ found: inout [UInt16], near x: Int, _ y: Int, reach: Int) {
    let rows = max(0, y - reach)...min(size.height - 1, y + reach)
    let columns = max(0, x - reach)...min(size.width - 1, x + reach)
    labels.withUnsafeBufferPointer { labels in
      // SAFETY: rows and columns stay within the size, so every index is in bounds.
      let first = labels[rows.lowerBound * size.width + columns.lowerBound]
      found.removeAll(keepingCapacity: true)
      found.append(first)
      var last = first
      for row in rows {
        for column in columns {
          let label = labels[row * size.width + column]
          guard label != last else { continue }
          if !found.contains(label) { found.append(label) }
          last = label
        }
      }
    }
  }
}
