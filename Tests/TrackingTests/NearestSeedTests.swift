import Imaging
import Randomness
import Testing
import Tracking

@Suite("The nearest seed")
struct NearestSeedTests {
  @Test(
    "equals an exhaustive search, to a fraction of a pixel",
    arguments: [(1, 1), (1, 30), (30, 1), (24, 17), (40, 31)], [1, 4, 40])
  func bruteForce(_ side: (width: Int, height: Int), count: Int) {
    let size = PictureSize(width: side.width, height: side.height)
    var random = SplitMix64(seed: UInt64(size.count + count))
    for _ in 0..<4 {
      let seeds = (0..<count).map { _ in Int.random(in: 0..<size.count, using: &random) }
      let nearest = NearestSeed(size: size, columns: 0..<size.width, rows: 0..<size.height) { seeds.contains($0) }
      for n in 0..<size.count {
        func squared(_ seed: Int) -> Int {
          let (dx, dy) = (seed % size.width - n % size.width, seed / size.width - n / size.width)
          return dx * dx + dy * dy
        }
        let found = nearest.seed(of: n)
        let best = seeds.map(squared).min() ?? 0
        #expect(found.map { seeds.contains($0.index) && squared($0.index) == $0.squaredDistance } == true)
        #expect(Double(found?.squaredDistance ?? .max).squareRoot() - Double(best).squareRoot() < 0.5)
      }
    }
  }

  @Test("is searched in the box only, with indices of the picture")
  func box() {
    let size = PictureSize(width: 10, height: 8)
    // One seed outside of the box, one in it.
    let nearest = NearestSeed(size: size, columns: 4..<9, rows: 2..<7) { $0 == 23 || $0 == 5 * 10 + 7 }
    for y in 2..<7 { for x in 4..<9 { #expect(nearest.seed(of: y * 10 + x)?.index == 57) } }
    #expect(nearest.seed(of: 2 * 10 + 4)?.squaredDistance == 18)
  }

  @Test("is none where there is no seed")
  func none() {
    let nearest = NearestSeed(size: PictureSize(width: 3, height: 3), columns: 0..<3, rows: 0..<3) { _ in false }
    #expect((0..<9).allSatisfy { nearest.seed(of: $0) == nil })
  }
}
