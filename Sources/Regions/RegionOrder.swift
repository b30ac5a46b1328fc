import Imaging

/// An order of a merge tree's supervoxels in which every region, at every level, is contiguous.
///
/// The union between two neighbors is the first one that joins them. The union that joins any two supervoxels is the
/// latest one between them, found in O(log count) for a tree of any depth.
struct RegionOrder: Sendable {
  /// The position of each supervoxel.
  let positions: [Int32]
  /// The level of each union, ascending.
  let levels: [Float]
  /// The unions between neighbors, as the leaves of a tree of maxima: the gap after position `n` is leaf `count + n`.
  private var unions: [Int32]

  /// For two supervoxels that are never in one region.
  static let never = Int32.max

  /// - Parameters:
  ///   - joins: for each supervoxel, the older one (a lower number) that it joins; −1 for none.
  ///   - levels: the level of each union.
  init(joins: [Int32], levels: [Float]) {
    let count = joins.count
    let order = (0..<Int32(count)).filter { joins[Int($0)] >= 0 && levels[Int($0)].isFinite }
      .sorted { (levels[Int($0)], $0) < (levels[Int($1)], $1) }
    self.levels = order.map { levels[Int($0)] }

    // Rows are concatenated; a row begins with the root of its set.
    var sets = DisjointSet(count: count)
    var next = [Int32](repeating: -1, count: count)
    var last = Array(0..<Int32(count))
    var gaps = [Int32](repeating: Self.never, count: count)
    for (union, node) in order.enumerated() {
      let (kept, other) = (sets.root(of: Int(joins[Int(node)])), sets.root(of: Int(node)))
      guard kept != other else { continue }
      next[Int(last[kept])] = Int32(other)
      gaps[Int(last[kept])] = Int32(union)
      last[kept] = last[other]
      sets.join(other, into: kept)
    }

    var positions = [Int32](repeating: 0, count: count)
    var unions = [Int32](repeating: Self.never, count: 2 * count)
    var position = 0
    for root in 0..<count where sets.root(of: root) == root {
      var node = Int32(root)
      while node >= 0 {
        positions[Int(node)] = Int32(position)
        unions[count + position] = gaps[Int(node)]
        position += 1
        node = next[Int(node)]
      }
    }
    for n in stride(from: count - 1, to: 0, by: -1) { unions[n] = max(unions[2 * n], unions[2 * n + 1]) }
    self.positions = positions
    self.unions = unions
  }

  /// The union that joins the supervoxels at two positions; ``never`` if none does.
  ///
  /// - Precondition: `first < second`, both valid positions.
  func union(between first: Int32, and second: Int32) -> Int32 {
    let count = positions.count
    var (low, high) = (Int(first) + count, Int(second) + count)
    var latest: Int32 = -1
    while low < high {
      if low & 1 == 1 {
        latest = max(latest, unions[low])
        low += 1
      }
      if high & 1 == 1 {
        high -= 1
        latest = max(latest, unions[high])
      }
      low /= 2
      high /= 2
    }
    return latest
  }
}
