import Imaging
import Parallelism
import Randomness
import Testing

@Suite("Upsampling a label map")
struct LabelRasterUpsamplingTests {
  @Test("changes nothing at equal sizes")
  func identity() {
    let size = PictureSize(width: 13, height: 9)
    let map = noiseLabels(size, below: 5)
    #expect(map.upsampled(to: noise(size, seed: 1), guide: noise(size, seed: 2)) == map)
  }

  @Test("copies labels where there is no border, and adds none", arguments: pairs)
  func anySize(working: PictureSize, full: PictureSize) {
    let map = noiseLabels(working, below: 4)
    let upsampled = map.upsampled(to: noise(full, seed: 3), guide: noise(working, seed: 4))
    #expect(upsampled.size == full)
    #expect(Set(upsampled.labels).isSubset(of: map.labels))

    let constant = LabelMap(size: working, filledWith: 65_535)
    let copied = constant.upsampled(to: noise(full, seed: 3), guide: noise(working, seed: 4))
    #expect(copied == LabelMap(size: full, filledWith: 65_535))
  }

  static let pairs: [(PictureSize, PictureSize)] = [
    (PictureSize(width: 1, height: 1), PictureSize(width: 7, height: 5)),
    (PictureSize(width: 8, height: 6), PictureSize(width: 32, height: 24)),
    (PictureSize(width: 8, height: 6), PictureSize(width: 35, height: 11)),
    (PictureSize(width: 30, height: 20), PictureSize(width: 7, height: 50)),
    (PictureSize(width: 30, height: 20), PictureSize(width: 4, height: 3)),
    (PictureSize(width: 30, height: 20), PictureSize(width: 1, height: 1)),
    (PictureSize(width: 5, height: 40), PictureSize(width: 40, height: 40)),
  ]

  @Test("is the nearest neighbor in a picture of one color, where only the distance votes")
  func nearestWithoutEdges() {
    let working = PictureSize(width: 6, height: 1)
    let full = PictureSize(width: 24, height: 4)
    let map = LabelMap(size: working, labels: [1, 1, 1, 2, 2, 2])
    let color = RGBColor(red: 90, green: 90, blue: 90)
    let upsampled = map.upsampled(
      to: Picture(size: full, filledWith: color), guide: Picture(size: working, filledWith: color))
    #expect(upsampled.labels == (0..<4).flatMap { _ in (0..<24).map { $0 < 12 ? 1 : 2 } })
  }

  @Test("puts the border on the edge of the whole picture", arguments: 10...13)
  func followsEdge(edge: Int) {
    // The working picture knows the edge to a whole pixel only, which is four pixels of the whole picture.
    let (dark, bright) = (RGBColor(red: 30, green: 40, blue: 50), RGBColor(red: 220, green: 200, blue: 180))
    let full = PictureSize(width: 24, height: 24)
    let working = PictureSize(width: 6, height: 6)
    var picture = Picture(size: full, filledWith: dark)
    for y in 0..<24 { for x in edge..<24 { picture[x, y] = bright } }
    var guide = Picture(size: working, filledWith: dark)
    var map = LabelMap(size: working, filledWith: 8)
    for y in 0..<6 { for x in 3..<6 { (guide[x, y], map[x, y]) = (bright, 3) } }
    let upsampled = map.upsampled(to: picture, guide: guide)
    for y in 0..<24 { for x in 0..<24 { #expect(upsampled[x, y] == (x < edge ? 8 : 3)) } }
  }

  @Test("gives equal votes to the smaller label", arguments: [[1, 2], [2, 1]])
  func ties(labels: [UInt16]) {
    // The middle of three pixels lies exactly between the two working pixels.
    let map = LabelMap(size: PictureSize(width: 2, height: 1), labels: labels)
    let gray = RGBColor(red: 128, green: 128, blue: 128)
    let upsampled = map.upsampled(
      to: Picture(size: PictureSize(width: 1, height: 1), filledWith: gray),
      guide: Picture(size: map.size, filledWith: gray))
    #expect(upsampled.labels == [1])
  }

  @Test("is the same on any number of threads", arguments: [2, 5])
  func threads(count: Int) {
    let (working, full) = (PictureSize(width: 31, height: 23), PictureSize(width: 120, height: 99))
    let map = noiseLabels(working, below: 6)
    let (picture, guide) = (noise(full, seed: 5), noise(working, seed: 6))
    let alone = map.upsampled(to: picture, guide: guide)
    #expect(map.upsampled(to: picture, guide: guide, workers: Workers(count: count)) == alone)
  }

  private func noise(_ size: PictureSize, seed: UInt64) -> Picture {
    var random = SplitMix64(seed: seed)
    return Picture(size: size, bytes: (0..<3 * size.count).map { _ in UInt8.random(in: 0...255, using: &random) })
  }

  private func noiseLabels(_ size: PictureSize, below limit: UInt16) -> LabelMap {
    var random = SplitMix64(seed: 9)
    return LabelMap(size: size, labels: (0..<size.count).map { _ in UInt16.random(in: 0..<limit, using: &random) })
  }
}
