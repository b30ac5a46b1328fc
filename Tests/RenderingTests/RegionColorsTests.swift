import Foundation
import Imaging
import Parallelism
import Randomness
import Rendering
import Testing

/// Tiles of 8 × 8 pixels, each a track, with a plain color each.
private func tiles(_ columns: Int, _ rows: Int, first: UInt16 = 1, seed: UInt64) -> (LabelMap, Picture) {
  var random = SplitMix64(seed: seed)
  let size = PictureSize(width: 8 * columns, height: 8 * rows)
  let colors = (0..<columns * rows).map { _ in
    RGBColor(
      red: .random(in: 0...255, using: &random), green: .random(in: 0...255, using: &random),
      blue: .random(in: 0...255, using: &random))
  }
  var (map, picture) = (LabelMap(size: size), Picture(size: size, filledWith: colors[0]))
  for y in 0..<size.height {
    for x in 0..<size.width {
      let tile = y / 8 * columns + x / 8
      map[x, y] = first + UInt16(tile)
      picture[x, y] = colors[tile]
    }
  }
  return (map, picture)
}

private func difference(_ first: RGBColor, _ second: RGBColor) -> Float {
  let (a, b) = (Lab(first), Lab(second))
  let (x, y, z) = (a.lightness - b.lightness, a.a - b.a, a.b - b.b)
  return (x * x + y * y + z * z).squareRoot()
}

@Suite("The colors of regions")
struct RegionColorsTests {
  @Test("keep their distance from the neighbors'", arguments: 1...6 as ClosedRange<UInt64>)
  func apart(seed: UInt64) {
    let (map, picture) = tiles(9, 7, seed: seed)
    var colors = RegionColors()
    colors.add(map, in: picture)
    #expect(colors.palette.count == 63)
    for y in stride(from: 0, to: 56, by: 8) {
      for x in stride(from: 0, to: 72, by: 8) {
        let own = colors.palette.color(of: map[x, y])
        if x > 0 { #expect(difference(own, colors.palette.color(of: map[x - 1, y])) >= 25) }
        if y > 0 { #expect(difference(own, colors.palette.color(of: map[x, y - 1])) >= 25) }
      }
    }
  }

  @Test("keep it from those of later neighbors")
  func later() {
    let (size, gray) = (PictureSize(width: 24, height: 16), RGBColor(red: 128, green: 128, blue: 128))
    var map = LabelMap(size: size, filledWith: 1)
    for y in 0..<16 { for x in 16..<24 { map[x, y] = 2 } }
    let picture = Picture(size: size, filledWith: gray)
    var colors = RegionColors()
    colors.add(map, in: picture)
    // 3 appears within 2, and comes beside 1 in frames that follow.
    map[20, 8] = 3
    colors.add(map, in: picture, neighbors: [3: [1, 9]])
    for other: UInt16 in [1, 2] {
      #expect(difference(colors.palette.color(of: 3), colors.palette.color(of: other)) >= 25)
    }
  }

  @Test("keep it even if all regions look the same, and one has twenty neighbors")
  func alike() {
    let size = PictureSize(width: 40, height: 20)
    var map = LabelMap(size: size, filledWith: 1)
    for y in 10..<20 { for x in 0..<40 { map[x, y] = UInt16(x / 2 + 2) } }
    var colors = RegionColors()
    colors.add(map, in: Picture(size: size, filledWith: RGBColor(red: 90, green: 120, blue: 70)))
    for label in 2...21 as ClosedRange<UInt16> {
      #expect(difference(colors.palette.color(of: label), colors.palette.color(of: 1)) >= 25)
      if label > 2 {
        #expect(difference(colors.palette.color(of: label), colors.palette.color(of: label - 1)) >= 25)
      }
    }
  }

  @Test(
    "have the region's hue if possible, and are lively",
    arguments: [
      RGBColor(red: 120, green: 30, blue: 20), RGBColor(red: 30, green: 90, blue: 40),
      RGBColor(red: 150, green: 190, blue: 240),
      RGBColor(red: 20, green: 20, blue: 60), RGBColor(red: 230, green: 210, blue: 150),
    ])
  func hue(own: RGBColor) {
    let size = PictureSize(width: 6, height: 6)
    var colors = RegionColors()
    colors.add(LabelMap(size: size, filledWith: 1), in: Picture(size: size, filledWith: own))
    let (chosen, lab) = (Lab(colors.palette.color(of: 1)), Lab(own))
    func length(_ lab: Lab) -> Float { (lab.a * lab.a + lab.b * lab.b).squareRoot() }
    let cosine = (chosen.a * lab.a + chosen.b * lab.b) / length(chosen) / length(lab)
    #expect(cosine > 0.95)
    #expect(length(chosen) >= min(length(lab), 80))
    #expect((40...90).contains(chosen.lightness))
  }

  @Test("are given to gray, black and white, too", arguments: [0, 128, 255] as [UInt8])
  func gray(level: UInt8) {
    let size = PictureSize(width: 4, height: 4)
    var colors = RegionColors()
    colors.add(
      LabelMap(size: size, filledWith: 7),
      in: Picture(size: size, filledWith: RGBColor(red: level, green: level, blue: level)))
    #expect((40...90).contains(Lab(colors.palette.color(of: 7)).lightness))
  }

  @Test("never change during the video")
  func fixed() {
    var colors = RegionColors()
    var before = colors.palette
    for seed in 1...8 as ClosedRange<UInt64> {
      // Half of the tracks are known, and look otherwise now.
      let (map, picture) = tiles(6, 4, first: UInt16(seed) * 12, seed: seed)
      colors.add(map, in: picture)
      for trackID in 1...200 as ClosedRange<UInt16> where before.contains(trackID) {
        #expect(colors.palette.color(of: trackID) == before.color(of: trackID))
      }
      #expect(colors.palette.count == 12 * Int(seed) + 12)
      before = colors.palette
    }
    let (map, picture) = tiles(6, 4, first: 12, seed: 99)
    colors.add(map, in: picture)
    #expect(colors.palette == before)
  }

  @Test("keep a new region distinct from those that have colors")
  func newcomer() {
    let size = PictureSize(width: 20, height: 10)
    let picture = Picture(size: size, filledWith: RGBColor(red: 90, green: 120, blue: 70))
    var colors = RegionColors()
    colors.add(LabelMap(size: size, filledWith: 1), in: picture)
    colors.add(LabelMap(size: size, labels: (0..<200).map { $0 % 20 < 12 ? 1 : 2 }), in: picture)
    #expect(difference(colors.palette.color(of: 1), colors.palette.color(of: 2)) >= 25)
  }

  @Test("do not depend on the number of threads, and none is given to what has no label")
  func threads() {
    var (map, picture) = tiles(9, 7, seed: 3)
    for x in 0..<72 { map[x, 20] = 0 }
    var (alone, many) = (RegionColors(), RegionColors())
    alone.add(map, in: picture)
    many.add(map, in: picture, workers: Workers(count: 5))
    #expect(alone == many)
    #expect(!alone.palette.contains(0))
    #expect(alone.palette.color(of: 0) == RGBColor(red: 0, green: 0, blue: 0))
    picture = Picture(size: map.size, filledWith: RGBColor(red: 1, green: 2, blue: 3))
    alone.add(LabelMap(size: map.size), in: picture)
    #expect(alone == many)
  }

  @Test("continue identically when decoded")
  func roundTrip() throws {
    var colors = RegionColors()
    let (map, picture) = tiles(9, 7, first: 500, seed: 1)
    colors.add(map, in: picture)
    var read = try JSONDecoder().decode(RegionColors.self, from: JSONEncoder().encode(colors))
    #expect(read == colors)
    let (later, laterPicture) = tiles(9, 7, first: 530, seed: 2)
    colors.add(later, in: laterPicture)
    read.add(later, in: laterPicture)
    #expect(read == colors)
  }

  @Test(
    "are rejected if the file is inconsistent",
    arguments: [
      (#"[1,2]"#, "[1,2,3]"), ("[0]", "[1,2,3]"), ("[2,1]", "[1,2,3,4,5,6]"), ("[1,1]", "[1,2,3,4,5,6]"),
      ("[]", "[1]"), ("[70000]", "[1,2,3]"), ("[1]", "[1,2,300]"),
    ])
  func damaged(trackIDs: String, bytes: String) {
    let text = #"{"palette":{"trackIDs":\#(trackIDs),"bytes":\#(bytes)}}"#
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(RegionColors.self, from: Data(text.utf8)) }
  }

  @Test("are found quickly for ten thousand tracks at once")
  func many() {
    let size = PictureSize(width: 200, height: 100)
    let map = LabelMap(size: size, labels: (0..<size.count).map { UInt16($0 / 2 + 1) })
    var colors = RegionColors()
    let duration = ContinuousClock().measure { colors.add(map, in: noise(size)) }
    #expect(colors.palette.count == 10_000)
    #expect(duration < .seconds(20))
  }
}
