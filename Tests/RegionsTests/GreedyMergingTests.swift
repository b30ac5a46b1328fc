import Imaging
import Randomness
import Regions
import Testing

/// Costs that only fall as borders add up.
private struct LengthModel: MergeModel {
  func cost(_ a: Int, _ b: Int, length: Float) -> Float { 1 / length }
  mutating func join(_ b: Int, into a: Int) {}
}

/// A connected graph of nodes in a row, with as many chords by chance.
private func graph(_ count: Int, _ random: inout SplitMix64) -> [RegionAdjacencyGraph.Edge] {
  // Whole lengths: their sums do not depend on the order.
  func length() -> Float { Float(Int.random(in: 1...60_000, using: &random)) }
  var edges = (1..<Int32(count)).map { RegionAdjacencyGraph.Edge(a: $0 - 1, b: $0, length: length()) }
  for _ in 0..<count {
    let (a, b) = (
      Int32.random(in: 0..<Int32(count), using: &random), Int32.random(in: 0..<Int32(count), using: &random)
    )
    edges.append(.init(a: min(a, b), b: max(a, b), length: length()))
  }
  return edges.filter { $0.a != $0.b }
}

private func wards(_ count: Int, _ random: inout SplitMix64) -> RegionModel {
  var model = RegionModel(MergeParameters(), dimensions: 2, frames: 0)
  for _ in 0..<count {
    model.append(
      size: Float(Int.random(in: 1...50, using: &random)),
      descriptor: (0..<2).map { _ in Float.random(in: 0...10, using: &random) })
  }
  return model
}

private typealias Union = GreedyMerging<RegionModel>.Union

@Suite struct GreedyMergingTests {
  @Test("If costs only fall, unions equal those of an exhaustive search", arguments: 0..<10)
  func plain(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let count = 40
    let edges = graph(count, &random)
    var merging = GreedyMerging(LengthModel(), count: count, edges: edges)
    var sets = (0..<count).map { [$0] }
    var owner = Array(0..<count)
    var level: Float = 0
    while let union = merging.next() {
      var lengths: [[Int]: Float] = [:]
      for edge in edges where owner[Int(edge.a)] != owner[Int(edge.b)] {
        lengths[[owner[Int(edge.a)], owner[Int(edge.b)]].sorted(), default: 0] += edge.length
      }
      let best = lengths.max { $0.value < $1.value }!
      #expect(Set([owner[union.kept], owner[union.other]]) == Set(best.key))
      level = max(level, 1 / best.value)
      #expect(union.level == level)
      let (kept, other) = (best.key[0], best.key[1])
      for node in sets[other] { owner[node] = kept }
      sets[kept] += sets[other]
      sets[other] = []
    }
    #expect(merging.count == 1 && Set(owner).count == 1)
  }

  @Test("Exact merging always finds the cheapest pair, even if costs rise and fall", arguments: 0..<10)
  func exact(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let count = 40
    let edges = graph(count, &random)
    var plain = wards(count, &random)
    var merging = GreedyMerging(plain, count: count, edges: edges, isExact: true)
    var owner = Array(0..<count)
    while let union = merging.next() {
      var lengths: [[Int]: Float] = [:]
      for edge in edges where owner[Int(edge.a)] != owner[Int(edge.b)] {
        lengths[[owner[Int(edge.a)], owner[Int(edge.b)]].sorted(), default: 0] += edge.length
      }
      let costs = lengths.map { (cost: plain.cost($0.key[0], $0.key[1], length: $0.value), pair: $0.key) }
      let best = costs.min { $0.cost < $1.cost }!
      #expect(best.pair == [union.kept, union.other].sorted())
      #expect(union.level >= best.cost)
      plain.join(union.other, into: union.kept)
      owner = owner.map { $0 == union.other ? union.kept : $0 }
    }
    #expect(merging.count == 1)
  }

  @Test("Levels never fall, and partitions are nested", arguments: 0..<6)
  func tree(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let edges = graph(60, &random)
    let model = wards(60, &random)
    var whole = GreedyMerging(model, count: 60, edges: edges)
    var levels: [Float] = []
    while let union = whole.next() { levels.append(union.level) }
    #expect(levels.count == 59 && levels == levels.sorted())

    var last = Array(0..<Int32(60))
    for limit in [0.1, 1, 5, 20, 100, .infinity] as [Float] {
      var merging = GreedyMerging(model, count: 60, edges: edges)
      while merging.next(below: limit) != nil {}
      #expect(merging.level < limit)
      var forest = merging.forest
      let (numbers, count) = forest.numbers()
      #expect(count == merging.count)
      var coarser: [Int32: Int32] = [:]
      for (fine, coarse) in zip(last, numbers) {
        #expect(coarser[fine] ?? coarse == coarse)
        coarser[fine] = coarse
      }
      last = numbers
    }
  }

  @Test("The border of two roots is the sum of all borders between what they hold", arguments: 0..<4)
  func lengths(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let edges = graph(50, &random)
    var merging = GreedyMerging(wards(50, &random), count: 50, edges: edges)
    while merging.next() != nil {
      var expected: [[Int32]: Float] = [:]
      for edge in edges {
        let (a, b) = (Int32(merging.root(of: Int(edge.a))), Int32(merging.root(of: Int(edge.b))))
        if a != b { expected[[a, b].sorted(), default: 0] += edge.length }
      }
      #expect(Dictionary(uniqueKeysWithValues: merging.edges.map { ([$0.a, $0.b], $0.length) }) == expected)
    }
  }

  @Test("Two final nodes are merged only by mergeFinal, not by cost; each may absorb others")
  func fixed() {
    let edges: [RegionAdjacencyGraph.Edge] = [
      .init(a: 0, b: 1, length: 100), .init(a: 1, b: 2, length: 3), .init(a: 2, b: 3, length: 2),
      .init(a: 0, b: 3, length: 1),
    ]
    var merging = GreedyMerging(LengthModel(), count: 4, edges: edges, isFinal: [true, true, false, false])
    while merging.next() != nil {}
    #expect(merging.count == 2)
    let roots = (0..<4).map { merging.root(of: $0) }
    #expect(roots[0] != roots[1] && roots[2] == roots[1] && roots[3] == roots[1])
    #expect(merging.edges.map(\.length) == [101])
    merging.mergeFinal(3, 0)
    let joined = (0..<4).map { merging.root(of: $0) }
    #expect(merging.count == 1 && Set(joined).count == 1 && merging.edges.isEmpty)
    merging.mergeFinal(3, 0)
    #expect(merging.count == 1)
  }

  @Test("A border that is added later counts as if it had been there")
  func connect() {
    var merging = GreedyMerging(
      LengthModel(), count: 4,
      edges: [.init(a: 0, b: 1, length: 5), .init(a: 1, b: 2, length: 4), .init(a: 2, b: 3, length: 3)])
    merging.connect(3, 2, length: 3)
    let first = merging.next()
    #expect(first.map { [$0.kept, $0.other].sorted() } == [2, 3])
    merging.connect(0, 3, length: 10)
    let second = merging.next()
    #expect(second?.level == 1.0 / 6)
    let roots = (0..<4).map { merging.root(of: $0) }
    #expect(roots[0] == roots[3] && roots[0] != roots[1])
    merging.connect(0, 2, length: 1000)
    #expect(merging.edges.map(\.length) == [9])
    let (third, none) = (merging.next(), merging.next())
    #expect(third != nil && none == nil && merging.count == 1)
  }

  @Test("The same graph gives the same unions, and costs that are no numbers come last")
  func isRepeatable() {
    func unions() -> [Union] {
      var random = SplitMix64(seed: 8)
      let edges = graph(80, &random) + [.init(a: 3, b: 80, length: 1)]
      var model = wards(80, &random)
      model.append(size: 1, descriptor: [.nan, .infinity])
      var merging = GreedyMerging(model, count: 81, edges: edges)
      var result: [Union] = []
      while let union = merging.next() { result.append(union) }
      return result
    }
    let first = unions()
    #expect(first == unions())
    #expect(first.count == 80 && first.last?.level == .greatestFiniteMagnitude)
    #expect(first.last.map { $0.kept == 80 || $0.other == 80 } == true)
  }
}
