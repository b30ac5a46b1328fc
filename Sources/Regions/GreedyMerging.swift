import HeapModule
import Imaging

/// The cost and the effect of merging two nodes.
package protocol MergeModel {
  /// The cost, ≥ 0, of merging two nodes with a shared border of `length` > 0.
  func cost(_ a: Int, _ b: Int, length: Float) -> Float
  /// Merges `b` into `a`.
  mutating func join(_ b: Int, into a: Int)
}

/// Greedy merging of the nodes of a graph: the cheapest pair of neighbors first, until a limit is reached.
///
/// The order of the unions is a tree: a cut at any level gives a partition, and every partition of a lower level
/// refines that of a higher one (Koepfler, Lopez and Morel, SIAM J. Numer. Anal. 31(1), 1994; Guigues, Cocquerez and
/// Le Men, "Scale-sets image analysis", IJCV 68(3), 2006). Costs are kept in a heap and re-evaluated when popped, so
/// that a union updates only the edges of the node with fewer edges: O(E log E) for E edges. The other edges of the
/// merged node keep their old cost until they are popped. If the new cost is lower, the pair is merged later than it
/// should be. Where that matters, an *exact* merging re-evaluates all edges of a merged node at once.
///
/// Two *final* nodes, whose places in the tree do not change, are never merged by cost, only by ``mergeFinal(_:_:)``.
package struct GreedyMerging<Model: MergeModel> {
  package private(set) var model: Model
  /// The merged node of each original node.
  package private(set) var forest: DisjointSet
  /// The highest cost of a union so far; levels never decrease.
  package private(set) var level: Float = 0
  /// The number of remaining nodes.
  package private(set) var count: Int
  private var isFinal: [Bool]
  private let isExact: Bool

  private var ends: [(a: Int32, b: Int32)]
  private var lengths: [Float]
  /// For each edge the cost in the heap, as bits; see `dead` and `parked`.
  private var keys: [UInt32]
  /// The edge lists of the nodes: the first and the last half edge, and the next half edge of each. Edge e has the
  /// halves 2e and 2e + 1. A list may contain dead edges.
  private var first: [Int32]
  private var last: [Int32]
  private var following: [Int32]
  private var degrees: [Int32]
  private var table: PairTable
  /// The cost, as monotonic bits, in the upper half; the edge in the lower half.
  private var heap: Heap<UInt64>

  /// A removed edge.
  private static var dead: UInt32 { .max }
  /// An edge between final nodes; it exists, but is never merged.
  private static var parked: UInt32 { .max - 1 }

  /// A union: `other` was merged into `kept` at a level.
  package struct Union: Equatable, Sendable {
    package let kept, other: Int
    package let level: Float
  }

  /// - Parameters:
  ///   - edges: between nodes 0 ..< `count`; duplicates are summed.
  ///   - isFinal: one value per node; empty if none is final.
  ///   - isExact: whether the cheapest pair is always merged next, at the price of more evaluations.
  package init(
    _ model: Model, count: Int, edges: [RegionAdjacencyGraph.Edge], isFinal: [Bool] = [], isExact: Bool = false
  ) {
    self.model = model
    self.isExact = isExact
    self.count = count
    self.isFinal = isFinal.isEmpty ? Array(repeating: false, count: count) : isFinal
    forest = DisjointSet(count: count)
    first = Array(repeating: -1, count: count)
    last = first
    degrees = Array(repeating: 0, count: count)
    ends = []
    lengths = []
    keys = []
    following = []
    ends.reserveCapacity(edges.count)
    lengths.reserveCapacity(edges.count)
    following.reserveCapacity(2 * edges.count)
    table = PairTable(minimumCapacity: edges.count)
    heap = Heap()
    for edge in edges where edge.a != edge.b { insert(edge) }
    keys = ends.indices.map { key(of: $0) }
    var entries: [UInt64] = []
    for (edge, key) in keys.enumerated() where key < Self.parked { entries.append(UInt64(key) << 32 | UInt64(edge)) }
    heap = Heap(entries)
  }

  /// Adds to the border shared by two nodes, or by the merged nodes that contain them.
  package mutating func connect(_ a: Int, _ b: Int, length: Float) {
    let (a, b) = (forest.root(of: a), forest.root(of: b))
    guard a != b else { return }
    let edge = insert(.init(a: Int32(a), b: Int32(b), length: length))
    if edge == keys.count { keys.append(Self.parked) }
    push(edge)
  }

  /// Merges the cheapest pair.
  ///
  /// - Returns: nil if no pair costs less than `limit`.
  package mutating func next(below limit: Float = .infinity) -> Union? {
    while let entry = heap.min {
      let (bits, edge) = (UInt32(truncatingIfNeeded: entry >> 32), Int(UInt32(truncatingIfNeeded: entry)))
      guard keys[edge] == bits else {
        heap.removeMin()
        continue
      }
      guard Float(bitPattern: bits) < limit else { return nil }
      heap.removeMin()
      let now = key(of: edge)
      guard now <= bits else {
        keys[edge] = now
        if now < Self.parked { heap.insert(UInt64(now) << 32 | UInt64(edge)) }
        continue
      }
      level = max(level, Float(bitPattern: bits))
      let (a, b) = ends[edge]
      return union(Int(a), Int(b))
    }
    return nil
  }

  /// Merges the nodes that contain two final ones, as in the final tree.
  package mutating func mergeFinal(_ a: Int, _ b: Int) {
    let (a, b) = (forest.root(of: a), forest.root(of: b))
    if a != b { _ = union(a, b) }
  }

  /// The merged node that contains a node.
  package mutating func root(of node: Int) -> Int { forest.root(of: node) }

  /// The pairs of remaining nodes that share a border, in ascending order of their roots.
  package var edges: [RegionAdjacencyGraph.Edge] {
    ends.indices.filter { keys[$0] != Self.dead }
      .map { .init(a: min(ends[$0].a, ends[$0].b), b: max(ends[$0].a, ends[$0].b), length: lengths[$0]) }
      .sorted { ($0.a, $0.b) < ($1.a, $1.b) }
  }

  private mutating func union(_ a: Int, _ b: Int) -> Union {
    let (kept, other) = (degrees[a], -a) >= (degrees[b], -b) ? (a, b) : (b, a)
    model.join(other, into: kept)
    forest.join(other, into: kept)
    isFinal[kept] = isFinal[kept] || isFinal[other]
    count -= 1
    var half = first[other]
    while half >= 0 {
      let next = following[Int(half)]
      move(half, from: Int32(other), to: Int32(kept))
      half = next
    }
    (first[other], last[other]) = (-1, -1)
    if isExact { lookAgain(at: kept) }
    return Union(kept: kept, other: other, level: level)
  }

  /// Transfers an edge to the node that its node was merged into.
  private mutating func move(_ half: Int32, from other: Int32, to kept: Int32) {
    let edge = Int(half >> 1)
    guard keys[edge] != Self.dead else { return }
    let neighbor = half & 1 == 0 ? ends[edge].b : ends[edge].a
    table.remove(other, neighbor)
    if neighbor == kept {
      keys[edge] = Self.dead
      degrees[Int(kept)] -= 1
    } else if let same = table[kept, neighbor] {
      lengths[Int(same)] += lengths[edge]
      keys[edge] = Self.dead
      degrees[Int(neighbor)] -= 1
      push(Int(same))
    } else {
      if half & 1 == 0 { ends[edge].a = kept } else { ends[edge].b = kept }
      table.insert(Int32(edge), kept, neighbor)
      append(half, to: Int(kept))
      degrees[Int(kept)] += 1
    }
  }

  /// Re-evaluates a node's edges, pushes costs that fell, and removes dead edges from its list.
  private mutating func lookAgain(at node: Int) {
    var half = first[node]
    (first[node], last[node]) = (-1, -1)
    while half >= 0 {
      let next = following[Int(half)]
      let edge = Int(half >> 1)
      if keys[edge] != Self.dead {
        append(half, to: node)
        push(edge)
      }
      half = next
    }
  }

  private mutating func append(_ half: Int32, to node: Int) {
    following[Int(half)] = -1
    if first[node] < 0 { first[node] = half } else { following[Int(last[node])] = half }
    last[node] = half
  }

  @discardableResult
  private mutating func insert(_ edge: RegionAdjacencyGraph.Edge) -> Int {
    if let same = table[edge.a, edge.b] {
      lengths[Int(same)] += edge.length
      return Int(same)
    }
    let number = ends.count
    ends.append((edge.a, edge.b))
    lengths.append(edge.length)
    following.append(-1)
    following.append(-1)
    table.insert(Int32(number), edge.a, edge.b)
    append(Int32(2 * number), to: Int(edge.a))
    append(Int32(2 * number + 1), to: Int(edge.b))
    degrees[Int(edge.a)] += 1
    degrees[Int(edge.b)] += 1
    return number
  }

  /// The cost of an edge as bits; the bits of non-negative floats are monotonic.
  private func key(of edge: Int) -> UInt32 {
    let (a, b) = (Int(ends[edge].a), Int(ends[edge].b))
    if isFinal[a], isFinal[b] { return Self.parked }
    let cost = model.cost(a, b, length: lengths[edge])
    return cost.isFinite ? max(0, cost).bitPattern & 0x7fff_ffff : Float.greatestFiniteMagnitude.bitPattern
  }

  /// Pushes the cost of an edge if it fell; a cost that rose is noticed when popped.
  private mutating func push(_ edge: Int) {
    let now = key(of: edge)
    guard now < keys[edge] else { return }
    keys[edge] = now
    if now < Self.parked { heap.insert(UInt64(now) << 32 | UInt64(edge)) }
  }
}
