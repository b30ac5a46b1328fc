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

  /// Reads what the protocol allows, byte by byte: `ESC _ G keys ; base 64 ESC \`. The first piece has all keys, later ones
  /// only m. Each piece but the last has a multiple of four bytes, at most 4096.
  @Test("Kitty's sequences follow its protocol to the byte", arguments: [1, 1023, 1024, 1025, 5000])
  func kittyProtocol(_ width: Int) throws {
    let size = PictureSize(width: width, height: 1)
    let source = Picture(size: size, bytes: (0..<3 * width).map { UInt8($0 * 7 & 255) })
    var rest = Array(TerminalGraphics.kitty.text(of: source).utf8)[...]
    func expect(_ text: String) throws {
      try #require(rest.starts(with: Array(text.utf8)), "\(text.debugDescription)")
      rest = rest.dropFirst(text.utf8.count)
    }
    var payload = ""
    var hasMore = true
    var isFirst = true
    while hasMore {
      try expect("\u{1B}_G")
      let keys = String(decoding: rest.prefix { $0 != UInt8(ascii: ";") }, as: UTF8.self)
      rest = rest.dropFirst(keys.utf8.count)
      try expect(";")
      var values: [String: String] = [:]
      for key in keys.split(separator: ",") {
        let parts = key.split(separator: "=").map(String.init)
        try #require(parts.count == 2 && values.updateValue(parts[1], forKey: parts[0]) == nil, "\(keys)")
      }
      let more = values.removeValue(forKey: "m")
      #expect(more == "0" || more == "1")
      hasMore = more == "1"
      // T: transmit and show; 24: RGB; s, v: width and height.
      #expect(values == (isFirst ? ["a": "T", "f": "24", "q": "2", "s": "\(width)", "v": "1"] : [:]))
      let piece = rest.prefix { $0 != 0x1B }
      rest = rest.dropFirst(piece.count)
      try expect("\u{1B}\\")
      #expect(!piece.isEmpty && piece.count <= 4096 && (!hasMore || piece.count % 4 == 0))
      payload += String(decoding: piece, as: UTF8.self)
      isFirst = false
    }
    try expect("\n")
    #expect(rest.isEmpty)
    #expect(Data(base64Encoded: payload).map(Array.init) == source.bytes)
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
