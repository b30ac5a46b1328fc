/// The connected regions of equal label of a map.
package struct ConnectedComponents: Equatable, Sendable {
  package let size: Size
  /// The region of every pixel, 0 ..< `areas.count`, numbered by their first pixels in reading order.
  package let numbers: [Int32]
  /// Pixels of each region.
  package let areas: [Int]

  /// Regions whose pixels touch at a side.
  package init(_ labels: [UInt16], size: Size) { self.init(labels, size: size, joinsCorners: false) }

  /// Regions whose pixels touch at a side or a corner.
  package init(eightConnected labels: [Int32], size: Size) { self.init(labels, size: size, joinsCorners: true) }

  private init<Label: Equatable>(_ labels: [Label], size: Size, joinsCorners: Bool) {
    precondition(labels.count == size.count)
    var pixels = DisjointSet(count: labels.count)
    labels.withUnsafeBufferPointer { labels in
      // SAFETY: `above` and `n - 1` are only read where there is such a row or column, so that every index is a pixel's.
      for n in labels.indices {
        let (x, above) = (n % size.width, n - size.width)
        if above >= 0, labels[above] == labels[n] { pixels.unite(n, above) }
        if x > 0, labels[n - 1] == labels[n] { pixels.unite(n, n - 1) }
        guard joinsCorners, above >= 0 else { continue }
        if x > 0, labels[above - 1] == labels[n] { pixels.unite(n, above - 1) }
        if x < size.width - 1, labels[above + 1] == labels[n] { pixels.unite(n, above + 1) }
      }
    }
    let (numbers, count) = pixels.numbers()
    var areas = [Int](repeating: 0, count: count)
    for region in numbers { areas[Int(region)] += 1 }
    (self.size, self.numbers, self.areas) = (size, numbers, areas)
  }
}
