import Imaging
import Randomness
import Testing

@Suite struct BorderBandTests {
  @Test(
    "The band holds the pixels whose window has two labels",
    arguments: [(1, 2), (2, 5), (3, 40)], [PictureSize(width: 17, height: 12), PictureSize(width: 300, height: 2)])
  func windows(reachAndSide: (Int, Int), size: PictureSize) {
    let (reach, side) = reachAndSide
    var random = SplitMix64(seed: UInt64(side))
    // Blocks, so that some windows have one label.
    let blocks = (0..<4096).map { _ in UInt16.random(in: 0..<3, using: &random) }
    let map = LabelMap(
      size: size, labels: (0..<size.count).map { blocks[$0 % size.width / side + 61 * ($0 / size.width / side)] })
    let band = map.borderBand(reach: reach)
    for y in 0..<size.height {
      for x in 0..<size.width {
        var labels: Set<UInt16> = []
        for row in max(0, y - reach)...min(size.height - 1, y + reach) {
          for column in max(0, x - reach)...min(size.width - 1, x + reach) { labels.insert(map[column, row]) }
        }
        #expect(band[y * size.width + x] == (labels.count > 1))
      }
    }
  }

  @Test("Pictures smaller than the window have no band, or all of it")
  func small() {
    let one = LabelMap(size: PictureSize(width: 3, height: 2), filledWith: 7)
    #expect(one.borderBand(reach: 5) == Array(repeating: false, count: 6))
    var two = one
    two[2, 1] = 1
    #expect(two.borderBand(reach: 5) == Array(repeating: true, count: 6))
  }
}
