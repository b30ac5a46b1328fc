import Identities
import Imaging
import Parallelism
import TestSupport
import Testing

@Suite("The overlay")
struct OverlayTests {
  private let gray = Color(red: 100, green: 150, blue: 200)
  private let palette = Palette.standard

  @Test("is the picture at opacity 0 and the palette's colours at opacity 1")
  func extremes() {
    let size = Size(width: 5, height: 4)
    let picture = noise(size)
    let identities = LabelMap(size: size, labels: (0..<20).map { UInt16($0 % 7 + 1) })
    #expect(Overlay(opacity: 0, outlines: false).render(picture, identities: identities) == picture)
    let full = Overlay(opacity: 1, outlines: false).render(picture, identities: identities)
    for y in 0..<4 { for x in 0..<5 { #expect(full[x, y] == palette.color(of: identities[x, y])) } }
  }

  @Test("blends colour and picture in the given proportion, rounded", arguments: [0.1, 0.25, 0.5, 0.9])
  func blends(opacity: Double) {
    let size = Size(width: 3, height: 2)
    let identities = LabelMap(size: size, filledWith: 300)
    let rendered = Overlay(opacity: opacity).render(Picture(size: size, filledWith: gray), identities: identities)
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
    #expect(Overlay(opacity: opacity).opacity == expected)
    #expect(Overlay(outlineWidth: 0).outlineWidth == 1)
    #expect(Overlay(outlineWidth: .max).outlineWidth == 64)
  }

  @Test(
    "draws lines that suit the height of the picture",
    arguments: [(1, 1), (240, 1), (360, 1), (480, 1), (720, 2), (1080, 3), (2160, 6), (Int(Int32.max), 64)])
  func automaticWidth(height: Int, width: Int) {
    #expect(Overlay().outlineWidth(forHeight: height) == width)
    #expect(Overlay(outlineWidth: 5).outlineWidth(forHeight: height) == 5)
  }

  @Test("draws a line of the given width around the border, in both directions", arguments: 1...7)
  func lineWidth(width: Int) {
    // The border lies where two bands of rows, drawn apart, meet.
    let size = Size(width: 64, height: 64)
    for isUpright in [true, false] {
      var identities = LabelMap(size: size, filledWith: 1)
      for y in 0..<64 { for x in 0..<64 where (isUpright ? x : y) >= 32 { identities[x, y] = 2 } }
      let picture = Picture(size: size, filledWith: gray)
      let rendered = Overlay(opacity: 0, outlineWidth: width).render(picture, identities: identities)
      for along in 0..<64 {
        let drawn = (0..<64).filter { (isUpright ? rendered[$0, along] : rendered[along, $0]) != gray }
        #expect(drawn.count == width)
        // A line of odd width is centred on the last pixel before the border.
        #expect(drawn.first == 31 - (width - 1) / 2)
      }
    }
  }

  @Test("draws no line around the edge of the picture, and none when told so")
  func noFrame() {
    let size = Size(width: 9, height: 9)
    let picture = noise(size)
    #expect(Overlay(opacity: 0).render(picture, identities: LabelMap(size: size, filledWith: 4)) == picture)
    let quarters = LabelMap(size: size, labels: (0..<81).map { UInt16($0 % 9 / 5 + 1) })
    #expect(Overlay(opacity: 0, outlines: false).render(picture, identities: quarters) == picture)
    #expect(Overlay(opacity: 0).render(picture, identities: quarters) != picture)
  }

  @Test("leaves pixels without a label as they are")
  func noLabel() {
    let size = Size(width: 4, height: 1)
    let picture = noise(size)
    let rendered = Overlay(opacity: 0.7, outlines: false)
      .render(picture, identities: LabelMap(size: size, labels: [0, 1, 0, 0]))
    for x in [0, 2, 3] { #expect(rendered[x, 0] == picture[x, 0]) }
    #expect(rendered[1, 0] != picture[1, 0])
  }

  @Test("is the same on any number of threads", arguments: [2, 3, 8])
  func threads(count: Int) {
    var random = SplitMix(seed: 5)
    let size = Size(width: 67, height: 131)
    let identities = LabelMap(
      size: size, labels: (0..<size.count).map { _ in UInt16.random(in: 1...400, using: &random) / 100 + 1 })
    for width in [1, 4, 40] {
      let overlay = Overlay(outlineWidth: width)
      let alone = overlay.render(noise(size), identities: identities)
      #expect(overlay.render(noise(size), identities: identities, workers: Workers(count: count)) == alone)
    }
  }

  @Test("draws any size", arguments: [(1, 1), (1, 50), (50, 1)])
  func sizes(width: Int, height: Int) {
    let size = Size(width: width, height: height)
    let identities = LabelMap(size: size, labels: (0..<size.count).map { UInt16($0 / 10 + 1) })
    let rendered = Overlay(opacity: 0.5, outlineWidth: 64).render(noise(size), identities: identities)
    #expect(rendered.size == size)
  }

  private func noise(_ size: Size) -> Picture {
    var random = SplitMix(seed: 11)
    return Picture(size: size, bytes: (0..<3 * size.count).map { _ in UInt8.random(in: 0...255, using: &random) })
  }
}
