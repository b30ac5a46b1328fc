import Imaging
import Rendering
import Testing

@Suite("The palette")
struct PaletteTests {
  private let palette = Palette.standard

  @Test("has black for no label and 255 different colors")
  func different() {
    #expect(palette.colors.count == 256)
    #expect(palette.colors[0] == RGBColor(red: 0, green: 0, blue: 0))
    #expect(Set(palette.colors).count == 256)
  }

  @Test("begins with colors that stay the same from release to release")
  func golden() {
    let first = ["#0078e1", "#c3e100", "#f0003c", "#00f0d2", "#d200b4", "#96b4ff", "#ffd200", "#c33c3c"]
    #expect(palette.colors[1...8].map(\.hex) == first)
  }

  @Test("repeats after 255 track IDs")
  func cycles() {
    #expect(palette.color(of: 0) == palette.colors[0])
    #expect((1...255).allSatisfy { palette.color(of: UInt16($0)) == palette.colors[$0] })
    #expect(palette.color(of: 256) == palette.colors[1])
    #expect(palette.color(of: 510) == palette.colors[255])
    #expect(palette.color(of: .max) == palette.colors[255])
  }

  @Test("keeps consecutive tracks far apart, and the first sixteen all")
  func farApart() {
    let labs = palette.colors.dropFirst().map { Lab($0) }
    #expect(zip(labs, labs.dropFirst()).allSatisfy { distance($0, $1) > 25 })
    for (index, lab) in labs.prefix(16).enumerated() {
      #expect(labs.prefix(index).allSatisfy { distance($0, lab) > 20 })
    }
  }

  @Test("has no color that is nearly black, white or gray")
  func lively() {
    for color in palette.colors.dropFirst() {
      let lab = Lab(color)
      #expect((42...86).contains(lab.lightness))
      #expect(lab.a * lab.a + lab.b * lab.b >= 1600)
    }
  }

  private func distance(_ first: Lab, _ second: Lab) -> Float {
    let (l, a, b) = (first.lightness - second.lightness, first.a - second.a, first.b - second.b)
    return (l * l + a * a + b * b).squareRoot()
  }
}
