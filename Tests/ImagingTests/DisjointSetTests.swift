import Imaging
import Randomness
import Testing

@Suite struct DisjointSetTests {
  @Test("Sets hold what a relabeling of all members would give, after every union", arguments: 0..<8 as Range<UInt64>)
  func sets(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let count = Int.random(in: 1...60, using: &random)
    var sets = DisjointSet(count: count)
    var plain = Array(0..<count)
    for _ in 0..<count {
      let (a, b) = (Int.random(in: 0..<count, using: &random), Int.random(in: 0..<count, using: &random))
      let (x, y) = (sets.root(of: a), sets.root(of: b))
      #expect((x == y) == (plain[a] == plain[b]))
      if x != y {
        sets.join(y, into: x)
        let root = sets.root(of: b)
        #expect(root == x)
      }
      let (kept, gone) = (plain[a], plain[b])
      plain = plain.map { $0 == gone ? kept : $0 }
    }
    var first: [Int: Int32] = [:]
    let expected = plain.map { set -> Int32 in
      if first[set] == nil { first[set] = Int32(first.count) }
      return first[set]!
    }
    let (numbers, sum) = sets.numbers()
    #expect(numbers == expected)
    #expect(sum == first.count)
  }

  @Test("Where all sets are made by unite, the root is the smallest member")
  func smallest() {
    var random = SplitMix64(seed: 5)
    var sets = DisjointSet(count: 100)
    for _ in 0..<70 { sets.unite(Int.random(in: 0..<100, using: &random), Int.random(in: 0..<100, using: &random)) }
    let roots = (0..<100).map { sets.root(of: $0) }
    for root in roots { #expect(root == roots.firstIndex(of: root)) }
  }

  @Test("No numbers give no sets")
  func none() {
    var sets = DisjointSet(count: 0)
    let (numbers, count) = sets.numbers()
    #expect(sets.count == 0 && numbers.isEmpty && count == 0)
  }
}
