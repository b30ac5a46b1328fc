import Randomness
import Regions
import Testing

@Suite struct PairTableTests {
  private struct Pair: Hashable {
    let a, b: Int32
    init(_ a: Int32, _ b: Int32) { (self.a, self.b) = (min(a, b), max(a, b)) }
  }

  @Test("It holds what a dictionary holds, through growth and removals", arguments: [3, 40, 1000] as [Int32])
  func dictionary(nodes: Int32) {
    var random = SplitMix64(seed: UInt64(nodes))
    var table = PairTable(minimumCapacity: 0)
    var expected: [Pair: Int32] = [:]
    for step in 0..<30_000 as Range<Int32> {
      let (a, b) = (Int32.random(in: 0..<nodes, using: &random), Int32.random(in: 0..<nodes, using: &random))
      #expect(table[a, b] == expected[Pair(a, b)])
      // Phases of growing and of shrinking.
      if Int.random(in: 0..<10, using: &random) < (step / 5000 % 2 == 0 ? 8 : 2) {
        table.insert(step, a, b)
        expected[Pair(a, b)] = step
      } else {
        table.remove(b, a)
        expected[Pair(a, b)] = nil
      }
    }
    for (pair, edge) in expected { #expect(table[pair.b, pair.a] == edge) }
    for pair in expected.keys { table.remove(pair.a, pair.b) }
    for pair in expected.keys { #expect(table[pair.a, pair.b] == nil) }
  }
}
