import Imaging
import Randomness
import Testing

@Suite struct SmoothingTests {
  @Test("A single pixel vanishes", arguments: [1, 2])
  func speck(radius: Int) {
    var map = LabelMap(size: PictureSize(width: 9, height: 7), filledWith: 3)
    map[4, 3] = 8
    #expect(map.smoothed(radius: radius) == LabelMap(size: map.size, filledWith: 3))
  }

  @Test("A straight border stays, to the edge of the picture", arguments: [1, 2])
  func border(radius: Int) {
    let size = PictureSize(width: 12, height: 10)
    let upright = LabelMap(size: size, labels: (0..<size.count).map { $0 % 12 < 6 ? 1 : 2 })
    let level = LabelMap(size: size, labels: (0..<size.count).map { $0 / 12 < 5 ? 1 : 2 })
    #expect(upright.smoothed(radius: radius) == upright)
    #expect(level.smoothed(radius: radius) == level)
  }

  @Test("A tooth of a border is removed, a notch is filled")
  func fray() {
    let size = PictureSize(width: 9, height: 8)
    let straight = LabelMap(size: size, labels: (0..<size.count).map { $0 / 9 < 4 ? 1 : 2 })
    var frayed = straight
    frayed[2, 4] = 1
    frayed[6, 3] = 2
    #expect(frayed.smoothed(radius: 1) == straight)
  }

  @Test(
    "Every pixel has the label of more than half of its square, where there is one",
    arguments: [(1, 2), (1, 3), (2, 3)])
  func majority(radius: Int, labels: UInt16) {
    var random = SplitMix64(seed: UInt64(radius) + UInt64(labels))
    let size = PictureSize(width: 14, height: 11)
    let map = LabelMap(size: size, labels: (0..<size.count).map { _ in UInt16.random(in: 0..<labels, using: &random) })
    let smooth = map.smoothed(radius: radius)
    let side = 2 * radius + 1
    for y in 0..<size.height {
      for x in 0..<size.width {
        var counts: [UInt16: Int] = [:]
        for row in y - radius...y + radius where (0..<size.height).contains(row) {
          for column in x - radius...x + radius where (0..<size.width).contains(column) {
            counts[map[column, row], default: 0] += 1
          }
        }
        let winner = counts.first { 2 * $0.value > side * side }?.key
        #expect(smooth[x, y] == winner ?? map[x, y])
      }
    }
  }

  @Test("Without a radius, and in a picture of one pixel, nothing changes")
  func nothing() {
    let map = LabelMap(size: PictureSize(width: 3, height: 1), labels: [1, 2, 1])
    #expect(map.smoothed(radius: 0) == map)
    let one = LabelMap(size: PictureSize(width: 1, height: 1), filledWith: 9)
    #expect(one.smoothed(radius: 3) == one)
  }
}
