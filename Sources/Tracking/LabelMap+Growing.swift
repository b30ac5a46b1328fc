import Imaging

/// Fills pixels without a track, 0, from others.
extension LabelMap {
  /// Grows tracks at equal speed into unlabeled neighbors of the same cluster.
  mutating func grow(within clusters: ClusterMap) {
    spread { from, to in clusters.labels[from] == clusters.labels[to] }
  }

  /// Pixels without a track take the nearest one of their cluster within `distance` pixels.
  mutating func reach(_ distance: Int, within clusters: ClusterMap) {
    var missing: [UInt16: [Int32]] = [:]
    for n in labels.indices where labels[n] == 0 { missing[clusters.labels[n], default: []].append(Int32(n)) }
    for (cluster, pixels) in missing.sorted(by: { $0.key < $1.key }) {
      let (columns, rows) = ClusterRegions.box(pixels, margin: distance, size: size)
      let nearest = NearestSeed(size: size, columns: columns, rows: rows) {
        labels[$0] != 0 && clusters.labels[$0] == cluster
      }
      for n in pixels {
        guard let seed = nearest.seed(of: Int(n)), seed.squaredDistance <= distance * distance else { continue }
        labels[Int(n)] = labels[seed.index]
      }
    }
  }

  /// The remaining pixels take the surrounding track.
  mutating func fillUnlabeled() {
    spread { _, _ in true }
  }

  /// Breadth-first search from all labeled pixels into unlabeled ones.
  private mutating func spread(_ mayPass: (_ from: Int, _ to: Int) -> Bool) {
    let width = size.width
    var front: [Int] = labels.indices.filter { n in
      labels[n] != 0
        && ((n % width > 0 && labels[n - 1] == 0) || (n % width < width - 1 && labels[n + 1] == 0)
          || (n >= width && labels[n - width] == 0) || (n < labels.count - width && labels[n + width] == 0))
    }
    var next: [Int] = []
    while !front.isEmpty {
      next.removeAll(keepingCapacity: true)
      for n in front {
        func visit(_ m: Int) {
          guard labels[m] == 0, mayPass(n, m) else { return }
          labels[m] = labels[n]
          next.append(m)
        }
        if n % width > 0 { visit(n - 1) }
        if n % width < width - 1 { visit(n + 1) }
        if n >= width { visit(n - width) }
        if n < labels.count - width { visit(n + width) }
      }
      swap(&front, &next)
    }
  }
}
