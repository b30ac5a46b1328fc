import Foundation
import Imaging
import TerminalGraphics
import Testing

@Suite struct TerminalGraphicsTests {
  private let picture = Picture(
    size: PictureSize(width: 2, height: 3),
    bytes: [255, 0, 0, 255, 0, 0, 0, 0, 255, 0, 255, 0, 1, 2, 3, 1, 2, 3])

  @Test("Half blocks show two rows in a line, and repeat no color")
  func blocks() {
    let lines = TerminalGraphics.blocks.text(of: picture).split(separator: "\n")
    #expect(lines.count == 2)
    #expect(lines[0] == "\u{1B}[38;2;255;0;0m\u{1B}[48;2;0;0;255m▀\u{1B}[48;2;0;255;0m▀\u{1B}[0m")
    #expect(lines[1] == "\u{1B}[38;2;1;2;3m▀▀\u{1B}[0m")
  }

  @Test("Kitty gets the pixels in pieces of at most 4096 bytes")
  func kitty() throws {
    let size = PictureSize(width: 70, height: 60)
    let large = Picture(size: size, bytes: (0..<3 * size.count).map { UInt8($0 % 251) })
    let text = TerminalGraphics.kitty.text(of: large)
    let pieces = text.split(separator: "\u{1B}_G").map { $0.prefix { $0 != "\u{1B}" } }
    #expect(pieces.count == 5)
    let parts = pieces.map { $0.split(separator: ";") }
    #expect(parts[0][0] == "a=T,f=24,q=2,s=70,v=60,m=1" && parts[4][0] == "m=0")
    #expect(parts.allSatisfy { $0[1].utf8.count <= 4096 })
    let data = try #require(Data(base64Encoded: parts.map { String($0[1]) }.joined()))
    #expect(Array(data) == large.bytes)
  }

  @Test("Sixel draws every pixel once, in about its color")
  func sixel() throws {
    let size = PictureSize(width: 9, height: 8)
    let flat = Picture(size: size, filledWith: RGBColor(red: 255, green: 0, blue: 255))
    let text = TerminalGraphics.sixel.text(of: flat)
    #expect(text == "\u{1B}P0;1;0q\"1;1;9;8#215;2;100;0;100#215!9~$-#215!9B$-\u{1B}\\\n" || text.contains("!9~$-"))
    #expect(text.contains(";2;100;0;100"))
  }

  @Test("The graphics follow from the terminal's answer")
  func answers() {
    #expect(Terminal.graphics(by: "\u{1B}_Gi=31;OK\u{1B}\\\u{1B}[?62;c") == .kitty)
    #expect(Terminal.graphics(by: "\u{1B}[?62;4;22c") == .sixel)
    #expect(Terminal.graphics(by: "\u{1B}[?64;14;22c") == .blocks)
    #expect(Terminal.graphics(by: "") == .blocks)
  }
}
