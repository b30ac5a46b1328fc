/// Which regions of a map touch, and along how many sides of pixels.
package struct RegionAdjacencyGraph: Equatable, Sendable {
  /// Two regions, `a` < `b`, and the sides of pixels that they share, > 0.
  package struct Edge: Equatable, Sendable {
    package let a, b: Int32
    package var length: Float

    package init(a: Int32, b: Int32, length: Float) {
      (self.a, self.b) = (a, b)
      self.length = length
    }
  }

  /// In rising order of `a`, then of `b`; every pair once.
  package let edges: [Edge]

  /// The regions of `labels`, one value ≥ 0 a pixel, rows from the top, that touch at the side of a pixel.
  package init(_ labels: [Int32], size: Size) {
    precondition(labels.count == size.count)
    var pairs = PairCounts()
    labels.withUnsafeBufferPointer { labels in
      // SAFETY: `x` and `y` stay within the size, so that every place read is that of a pixel.
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

  /// For each of `count` regions its neighbors in rising order.
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

/// Counts unordered pairs of different numbers, many of them equal in a row.
package struct PairCounts: Sendable {
  /// The smaller number in the upper half, the larger one in the lower half, and how often the pair was met in a row.
  private var runs: [(key: UInt64, count: Int)] = []

  package init() {}

  /// Equal numbers are no pair.
  @inline(__always)
  package mutating func add(_ a: Int32, _ b: Int32) {
    guard a != b else { return }
    let key = UInt64(UInt32(bitPattern: min(a, b))) << 32 | UInt64(UInt32(bitPattern: max(a, b)))
    if let last = runs.indices.last, runs[last].key == key { runs[last].count += 1 } else { runs.append((key, 1)) }
  }

  /// The pairs in rising order, each once, with how often it was met. O(n log n).
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
