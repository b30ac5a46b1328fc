import Imaging
import Randomness
import Testing

private struct Pair: Hashable {
  let a, b: Int32
}

@Suite struct RegionAdjacencyGraphTests {
  private static let sizes = [(1, 1), (1, 9), (9, 1), (2, 2), (13, 8), (30, 21)]

  @Test("Every pair of neighbors has one edge, as long as the sides of pixels that it shares", arguments: sizes)
  func borders(_ width: Int, _ height: Int) {
    var random = SplitMix64(seed: UInt64(width * height))
    let size = PictureSize(width: width, height: height)
    let labels = (0..<size.count).map { _ in Int32.random(in: 0..<7, using: &random) }
    var expected: [Pair: Float] = [:]
    for n in 0..<size.count {
      for m in 0..<size.count where n < m {
        let (dx, dy) = (abs(n % width - m % width), abs(n / width - m / width))
        guard dx + dy == 1, labels[n] != labels[m] else { continue }
        expected[Pair(a: min(labels[n], labels[m]), b: max(labels[n], labels[m])), default: 0] += 1
      }
    }
    let graph = RegionAdjacencyGraph(labels, size: size)
    #expect(Dictionary(uniqueKeysWithValues: graph.edges.map { (Pair(a: $0.a, b: $0.b), $0.length) }) == expected)
    #expect(zip(graph.edges, graph.edges.dropFirst()).allSatisfy { ($0.a, $0.b) < ($1.a, $1.b) })

    let neighbors = graph.neighbors(count: 7)
    for region in 0..<Int32(7) {
      let own = neighbors[Int(region)]
      #expect(own.map(\.region) == own.map(\.region).sorted())
      for other in 0..<Int32(7) {
        let length = own.first { $0.region == other }?.length
        #expect(length == expected[Pair(a: min(region, other), b: max(region, other))])
      }
    }
  }

  @Test("Pairs are counted whichever number comes first, up to the largest numbers; equal ones are none")
  func pairs() {
    var random = SplitMix64(seed: 3)
    let numbers: [Int32] = [0, 1, 2, 65_536, .max - 1, .max]
    var counts = PairCounts()
    var expected: [Pair: Int] = [:]
    for _ in 0..<2000 {
      let (a, b) = (numbers.randomElement(using: &random)!, numbers.randomElement(using: &random)!)
      counts.add(a, b)
      if a != b { expected[Pair(a: min(a, b), b: max(a, b)), default: 0] += 1 }
    }
    let counted = counts.counted()
    #expect(Dictionary(uniqueKeysWithValues: counted.map { (Pair(a: $0.a, b: $0.b), $0.count) }) == expected)
    #expect(zip(counted, counted.dropFirst()).allSatisfy { ($0.a, $0.b) < ($1.a, $1.b) })
    #expect(PairCounts().counted().isEmpty)
  }
}
