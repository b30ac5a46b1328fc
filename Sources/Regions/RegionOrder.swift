import Imaging

/// The supervoxels of a merge tree in a row in which every region, at whatever level, is a run of neighbors.
///
/// Between two neighbors stands the union that first puts both into one region. Which union does so for any two
/// supervoxels is then the last one between them: found in O(log count), however deep the tree is.
struct RegionOrder: Sendable {
  /// Of each supervoxel, its place in the row.
  let positions: [Int32]
  /// Of each union, the level at which it happens; rising.
  let levels: [Float]
  /// The unions between neighbors, as the leaves of a tree of maxima: the gap behind place `n` is leaf `count + n`.
  private var unions: [Int32]

  /// Stands for two that are never in one region.
  static let never = Int32.max

  /// - Parameters:
  ///   - joins: of each supervoxel, the older one (a lower number) that it joins; −1 for none.
  ///   - levels: at which it does.
  init(joins: [Int32], levels: [Float]) {
    let count = joins.count
    let order = (0..<Int32(count)).filter { joins[Int($0)] >= 0 && levels[Int($0)].isFinite }
      .sorted { (levels[Int($0)], $0) < (levels[Int($1)], $1) }
    self.levels = order.map { levels[Int($0)] }

    // Rows are joined end to end; a row begins with the root of its set.
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

  /// The union that puts the supervoxels at two places into one region; ``never`` where none does.
  ///
  /// - Precondition: `first < second`, both places of the row.
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
