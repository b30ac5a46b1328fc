import Imaging
import Rendering
import Testing

@Suite("The outlines")
struct OutlineTests {
  private let size = PictureSize(width: 200, height: 96)

  /// What is drawn over a gray picture on which two tracks meet between the two places before and behind the middle.
  private func drawn(_ width: Int, ground: UInt8 = 128, isUpright: Bool = true) -> Picture {
    let size = isUpright ? size : PictureSize(width: size.height, height: size.width)
    var trackIDs = LabelMap(size: size, filledWith: 1)
    for y in 0..<size.height {
      for x in 0..<size.width where (isUpright ? x : y) >= 100 { trackIDs[x, y] = 2 }
    }
    return OverlaySettings(style: .outlines, outlineWidth: width)
      .render(Picture(size: size, filledWith: RGBColor(red: ground, green: ground, blue: ground)), trackIDs: trackIDs)
  }

  @Test(
    "suit the height of the picture",
    arguments: [(1, 1.5), (240, 1.5), (480, 2), (720, 3), (1080, 4.5), (2160, 9), (Int(Int32.max), 64)]
      as [(Int, Double)])
  func automaticWidth(height: Int, width: Double) {
    #expect(OverlaySettings().outlineWidth(forHeight: height) == width)
    #expect(OverlaySettings(outlineWidth: 5).outlineWidth(forHeight: height) == 5)
  }

  @Test("have the given width, equally on both sides of the border", arguments: [1, 2, 3, 4, 6, 8, 12, 30, 64])
  func width(width: Int) {
    let rendered = drawn(width)
    // What is more colorful than gray belongs to the line.
    func chroma(_ color: RGBColor) -> Int {
      Int(max(color.red, color.green, color.blue)) - Int(min(color.red, color.green, color.blue))
    }
    for y in [0, 31, 32, 50, 95] {
      let line = (0..<200).filter { chroma(rendered[$0, y]) > 40 }
      let tolerance = max(1, width / 6)
      #expect(abs(line.count - width) <= tolerance + (width == 1 ? 1 : 0), "\(line)")
      #expect(line == Array(200 - (line.last ?? 0) - 1...(line.last ?? 0)))
    }
  }

  @Test("are drawn alike in both directions")
  func directions() {
    let (upright, level) = (drawn(3), drawn(3, isUpright: false))
    for x in 0..<200 { for y in 0..<96 { #expect(upright[x, y] == level[y, x]) } }
  }

  @Test("are visible on dark and on bright areas", arguments: [0, 30, 128, 225, 255] as [UInt8])
  func contrast(ground: UInt8) {
    let rendered = drawn(2, ground: ground)
    let lab = Lab(RGBColor(red: ground, green: ground, blue: ground))
    let distances = (90..<110).map { (x: Int) -> Float in
      let other = Lab(rendered[x, 50])
      let (lightness, a, b) = (other.lightness - lab.lightness, other.a - lab.a, other.b - lab.b)
      return (lightness * lightness + a * a + b * b).squareRoot()
    }
    #expect((distances.max() ?? 0) > 40)
  }

  @Test("have an edge that is dark and not black")
  func edge() {
    let rendered = drawn(4, ground: 200)
    let reds = (80..<120).map { rendered[$0, 50] }.filter { $0.red == $0.green && $0.green == $0.blue }.map(\.red)
    #expect((90...120).contains(reds.min() ?? 0))
  }

  @Test("have the color of the region on either side")
  func sides() {
    let rendered = drawn(4)
    let (left, right) = (rendered[99, 50], rendered[100, 50])
    // The standard palette begins with blue and yellow-green.
    #expect(left.blue > left.red && left.blue > left.green)
    #expect(right.green > right.blue && right.red > right.blue)
  }

  @Test("are not drawn at the edge of the picture or inside a region, and can be turned off")
  func noFrame() {
    let size = PictureSize(width: 9, height: 9)
    let picture = noise(size)
    #expect(OverlaySettings(opacity: 0).render(picture, trackIDs: LabelMap(size: size, filledWith: 4)) == picture)
    let halves = LabelMap(size: size, labels: (0..<81).map { UInt16($0 % 9 / 5 + 1) })
    #expect(OverlaySettings(opacity: 0, outlines: false).render(picture, trackIDs: halves) == picture)
    let rendered = OverlaySettings(opacity: 0).render(picture, trackIDs: halves)
    #expect(rendered != picture)
    for y in 0..<9 { for x in [0, 1, 8] { #expect(rendered[x, y] == picture[x, y]) } }
  }
}
