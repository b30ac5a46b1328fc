import Imaging
import Parallelism
import Randomness
import Rendering
import Testing

@Suite("The overlay")
struct OverlayTests {
  private let gray = RGBColor(red: 100, green: 150, blue: 200)
  private let palette = Palette.standard

  @Test("is the picture at opacity 0 and the palette's colors at opacity 1")
  func extremes() {
    let size = PictureSize(width: 5, height: 4)
    let picture = noise(size)
    let trackIDs = LabelMap(size: size, labels: (0..<20).map { UInt16($0 % 7 + 1) })
    #expect(OverlaySettings(opacity: 0, outlines: false).render(picture, trackIDs: trackIDs) == picture)
    let full = OverlaySettings(opacity: 1, outlines: false).render(picture, trackIDs: trackIDs)
    for y in 0..<4 { for x in 0..<5 { #expect(full[x, y] == palette.color(of: trackIDs[x, y])) } }
  }

  @Test("blends color and picture in the given proportion, rounded", arguments: [0.1, 0.25, 0.5, 0.9])
  func blends(opacity: Double) {
    let size = PictureSize(width: 3, height: 2)
    let trackIDs = LabelMap(size: size, filledWith: 300)
    let rendered = OverlaySettings(opacity: opacity).render(Picture(size: size, filledWith: gray), trackIDs: trackIDs)
    let color = palette.color(of: 300)
    func expected(_ picture: UInt8, _ color: UInt8) -> Double {
      Double(picture) * (1 - opacity) + Double(color) * opacity
    }
    for (x, y) in [(0, 0), (2, 1)] {
      #expect(abs(Double(rendered[x, y].red) - expected(100, color.red)) <= 0.51)
      #expect(abs(Double(rendered[x, y].green) - expected(150, color.green)) <= 0.51)
      #expect(abs(Double(rendered[x, y].blue) - expected(200, color.blue)) <= 0.51)
    }
  }

  @Test("takes values out of range as the nearest in range", arguments: [(-1, 0), (2, 1), (.nan, 0), (0.3, 0.3)])
  func clamps(opacity: Double, expected: Double) {
    let size = PictureSize(width: 6, height: 6)
    let picture = Picture(size: size, filledWith: RGBColor(red: 100, green: 150, blue: 200))
    func rendered(_ overlay: OverlaySettings) -> Picture {
      overlay.render(picture, trackIDs: LabelMap(size: size, labels: (0..<36).map { UInt16($0 / 18 + 1) }))
    }
    #expect(rendered(OverlaySettings(opacity: opacity)) == rendered(OverlaySettings(opacity: expected)))
    #expect(OverlaySettings(outlineWidth: 0).outlineWidth(forHeight: 6) == 1)
    #expect(OverlaySettings(outlineWidth: .max).outlineWidth(forHeight: 6) == 64)
  }

  @Test("shows with a chosen palette the colors of that palette")
  func chosenPalette() {
    let size = PictureSize(width: 8, height: 8)
    let trackIDs = LabelMap(size: size, labels: (0..<64).map { UInt16($0 % 8 / 4 + 1) })
    var colors = RegionColors()
    let picture = noise(size)
    colors.add(trackIDs, in: picture)
    let full = OverlaySettings(opacity: 1, outlines: false).render(picture, trackIDs: trackIDs, palette: colors.palette)
    for x in 0..<8 { #expect(full[x, 3] == colors.palette.color(of: trackIDs[x, 3])) }
  }

  @Test("leaves pixels without a label unchanged")
  func noLabel() {
    let size = PictureSize(width: 4, height: 1)
    let picture = noise(size)
    for style in [OverlayStyle.tint, .meanColor] {
      let rendered = OverlaySettings(style: style, opacity: 0.7, outlines: false)
        .render(picture, trackIDs: LabelMap(size: size, labels: [0, 1, 1, 0]))
      for x in [0, 3] { #expect(rendered[x, 0] == picture[x, 0]) }
      #expect(rendered[1, 0] != picture[1, 0])
    }
  }

  @Test("is the same on any number of threads", arguments: OverlayStyle.allCases, [2, 3, 8])
  func threads(style: OverlayStyle, count: Int) {
    var random = SplitMix64(seed: 5)
    let size = PictureSize(width: 67, height: 131)
    let trackIDs = LabelMap(
      size: size, labels: (0..<size.count).map { _ in UInt16.random(in: 1...400, using: &random) / 100 + 1 })
    for width in [1, 4, 40] {
      let overlay = OverlaySettings(style: style, outlineWidth: width, numbers: true)
      let alone = overlay.render(noise(size), trackIDs: trackIDs)
      #expect(overlay.render(noise(size), trackIDs: trackIDs, workers: Workers(count: count)) == alone)
    }
  }

  @Test(
    "draws any size", arguments: OverlayStyle.allCases,
    [PictureSize(width: 1, height: 1), PictureSize(width: 1, height: 50), PictureSize(width: 50, height: 1)])
  func sizes(style: OverlayStyle, size: PictureSize) {
    let trackIDs = LabelMap(size: size, labels: (0..<size.count).map { UInt16($0 / 10 + 1) })
    for width in [1, 64] {
      let overlay = OverlaySettings(style: style, opacity: 0.5, outlineWidth: width, numbers: true)
      #expect(overlay.render(noise(size), trackIDs: trackIDs).size == overlay.size(for: size))
    }
  }
}

@Suite("The styles of the overlay")
struct OverlayStyleTests {
  private let size = PictureSize(width: 40, height: 30)
  /// Two halves.
  private var trackIDs: LabelMap { LabelMap(size: size, labels: (0..<size.count).map { UInt16($0 % 40 / 20 + 1) }) }

  @Test("Outlines change only pixels near a border, also if lines are off for tints")
  func outlines() {
    let picture = noise(size)
    let rendered = OverlaySettings(style: .outlines, opacity: 1, outlines: false).render(picture, trackIDs: trackIDs)
    for y in 0..<30 {
      for x in 0..<40 where !(17...22).contains(x) { #expect(rendered[x, y] == picture[x, y]) }
      #expect(rendered[19, y] != picture[19, y] && rendered[20, y] != picture[20, y])
    }
  }

  @Test("A region has its mean color in linear light, of this frame alone")
  func meanColor() {
    var picture = Picture(size: size, filledWith: RGBColor(red: 50, green: 60, blue: 70))
    for y in 0..<30 {
      for x in 20..<40 {
        picture[x, y] =
          (x + y).isMultiple(of: 2) ? RGBColor(red: 0, green: 10, blue: 255) : RGBColor(red: 255, green: 10, blue: 0)
      }
    }
    let rendered = OverlaySettings(style: .meanColor, outlines: false).render(picture, trackIDs: trackIDs)
    for y in 0..<30 {
      #expect(rendered[0, y] == RGBColor(red: 50, green: 60, blue: 70))
      // Half the light of 255 is that of 188.
      #expect(rendered[39, y] == RGBColor(red: 188, green: 10, blue: 188))
    }
  }

  @Test("Side by side, the left half is the source and the right half the tint")
  func sideBySide() {
    let picture = noise(size)
    let both = OverlaySettings(style: .sideBySide, numbers: true).render(picture, trackIDs: trackIDs)
    let tint = OverlaySettings(style: .tint, numbers: true).render(picture, trackIDs: trackIDs)
    #expect(both.size == PictureSize(width: 80, height: 30))
    for y in 0..<30 {
      for x in 0..<40 {
        #expect(both[x, y] == picture[x, y])
        #expect(both[40 + x, y] == tint[x, y])
      }
    }
  }
}

func noise(_ size: PictureSize) -> Picture {
  var random = SplitMix64(seed: 11)
  return Picture(size: size, bytes: (0..<3 * size.count).map { _ in UInt8.random(in: 0...255, using: &random) })
}
