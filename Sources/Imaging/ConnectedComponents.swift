/// The connected components of equal labels in a map.
package struct ConnectedComponents: Equatable, Sendable {
  package let size: PictureSize
  /// The component of every pixel, 0 ..< `areas.count`, numbered by first pixel in reading order.
  package let numbers: [Int32]
  /// Pixels of each component.
  package let areas: [Int]

  /// 4-connected components: pixels that share a side.
  package init(_ labels: [UInt16], size: PictureSize) { self.init(labels, size: size, joinsCorners: false) }

  /// 8-connected components: pixels that share a side or a corner.
  package init(eightConnected labels: [Int32], size: PictureSize) { self.init(labels, size: size, joinsCorners: true) }

  private init<Label: Equatable>(_ labels: [Label], size: PictureSize, joinsCorners: Bool) {
    precondition(labels.count == size.count)
    var pixels = DisjointSet(count: labels.count)
    labels.withUnsafeBufferPointer { labels in
      // SAFETY: `above` and `n - 1` are read only if that row or column exists, so every index is in bounds.
      for row in stride(from: 0, to: labels.count, by: size.width) {
        // Whether a pixel joins the one before, and whether the one before joins the one above it.
        var (isContinued, isContinuedAbove) = (false, false)
        for n in row..<(row + size.width) {
          let (x, above) = (n - row, n - size.width)
          let isBelow = above >= 0 && labels[above] == labels[n]
          isContinued = x > 0 && labels[n - 1] == labels[n]
          if isContinued { pixels.unite(n, n - 1) }
          if isBelow, !(isContinued && isContinuedAbove) { pixels.unite(n, above) }
          isContinuedAbove = isBelow
          guard joinsCorners, above >= 0 else { continue }
          if x > 0, labels[above - 1] == labels[n] { pixels.unite(n, above - 1) }
          if x < size.width - 1, labels[above + 1] == labels[n] { pixels.unite(n, above + 1) }
        }
      }
    }
    let (numbers, count) = pixels.numbers()
    var areas = [Int](repeating: 0, count: count)
    for region in numbers { areas[Int(region)] += 1 }
    (self.size, self.numbers, self.areas) = (size, numbers, areas)
  }
}
