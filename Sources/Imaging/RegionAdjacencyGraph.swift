/// The adjacency of the regions of a map, weighted by border length.
package struct RegionAdjacencyGraph: Equatable, Sendable {
  /// Two adjacent regions, `a` < `b`, and the length of their shared border in pixel sides, > 0.
  package struct Edge: Equatable, Sendable {
    package let a, b: Int32
    package var length: Float

    package init(a: Int32, b: Int32, length: Float) {
      (self.a, self.b) = (a, b)
      self.length = length
    }
  }

  /// In ascending order of `a`, then of `b`; every pair once.
  package let edges: [Edge]

  /// The adjacency of `labels`: one value ≥ 0 per pixel, rows from the top, 4-connected.
  package init(_ labels: [Int32], size: PictureSize) {
    precondition(labels.count == size.count)
    var pairs = PairCounts()
    labels.withUnsafeBufferPointer { labels in
      // SAFETY: `x` and `y` stay within the size, so every index is in bounds.
      for y in 0..<size.height {
        let row = y * size.width
        for x in 0..<size.width {
          let n = row + x
          if x + 1 < size.width { pairs.add(labels[n], labels[n + 1]) }
          if y + 1 < size.height { pairs.add(labels[n], labels[n + size.width]) }
        }
      }
    }
    edges = pairs.counted().map { Edge(a: $0.a, b: $0.b, length: Float($0.count)) }
  }

  /// For each of `count` regions its neighbors in ascending order.
  package func neighbors(count: Int) -> [[(region: Int32, length: Float)]] {
    var result = [[(region: Int32, length: Float)]](repeating: [], count: count)
    for edge in edges {
      result[Int(edge.a)].append((edge.b, edge.length))
      result[Int(edge.b)].append((edge.a, edge.length))
    }
    for region in result.indices { result[region].sort { $0.region < $1.region } }
    return result
  }
}

/// Counts unordered pairs of different numbers. Consecutive equal pairs are stored once.
package struct PairCounts: Sendable {
  /// The smaller number in the upper half of the key, the larger in the lower half, and the length of the run.
  private var runs: [(key: UInt64, count: Int)] = []

  package init() {}

  /// Adds a pair; equal numbers are ignored.
  @inline(__always)
  package mutating func add(_ a: Int32, _ b: Int32) {
    guard a != b else { return }
    let key = UInt64(UInt32(bitPattern: min(a, b))) << 32 | UInt64(UInt32(bitPattern: max(a, b)))
    if let last = runs.indices.last, runs[last].key == key { runs[last].count += 1 } else { runs.append((key, 1)) }
  }

  /// The distinct pairs in ascending order with their counts. O(n log n).
  package func counted() -> [(a: Int32, b: Int32, count: Int)] {
    var result: [(a: Int32, b: Int32, count: Int)] = []
    var before: UInt64?
    for (key, count) in runs.sorted(by: { $0.key < $1.key }) {
      if key == before {
        result[result.count - 1].count += count
      } else {
        result.append((Int32(truncatingIfNeeded: key >> 32), Int32(truncatingIfNeeded: key), count))
        before = key
      }
    }
    return result
  }
}
