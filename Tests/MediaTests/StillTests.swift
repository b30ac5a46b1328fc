import Imaging
import Media
import TestSupport
import Testing

@Suite struct StillTests {
  let scratch: TemporaryFolder
  init() throws { scratch = try TemporaryFolder() }

  private let size = PictureSize(width: 101, height: 37)
  private let palette = (0..<256).map { RGBColor(red: UInt8($0), green: 7, blue: UInt8(255 - $0)) }

  /// The names of the PNG's chunks in order (PNG specification, 5.3).
  private func chunks(_ png: [UInt8]) -> [String] {
    var names: [String] = []
    var place = 8
    while place + 8 <= png.count {
      let length = png[place..<(place + 4)].reduce(0) { $0 << 8 | Int($1) }
      names.append(String(decoding: png[(place + 4)..<(place + 8)], as: UTF8.self))
      place += 12 + length
    }
    return names
  }

  @Test("labels up to 255 round-trip in an opaque palette PNG")
  func indexed() throws {
    let map = LabelMap(size: size, labels: (0..<size.count).map { UInt16($0 % 256) })
    let png = try LabelImage.indexedPNG(map, palette: palette)
    #expect(try LabelImage.read(path: scratch.write(png, to: "labels.png")) == map)
    #expect(png[25] == 3)
    #expect(chunks(png).contains("PLTE"))
    #expect(!chunks(png).contains("tRNS"))
    let picture = try PictureImage.read(path: scratch("labels.png"))
    #expect(picture[5, 0] == palette[5])
  }

  @Test("every 16-bit label round-trips in a grayscale PNG")
  func gray16() throws {
    let map = LabelMap(size: size, labels: (0..<size.count).map { UInt16(truncatingIfNeeded: $0 &* 40_503) })
    let png = try LabelImage.gray16PNG(map)
    #expect(png[24] == 16)
    #expect(try LabelImage.read(path: scratch.write(png, to: "labels.png")) == map)
  }

  @Test("a label above 255 does not fit a palette")
  func tooManyLabels() {
    let map = LabelMap(size: PictureSize(width: 1, height: 1), filledWith: 256)
    #expect(
      mediaError { _ = try LabelImage.indexedPNG(map, palette: palette) } == .labelTooLarge(label: 256, limit: 255))
  }

  @Test("the same labels give the same bytes")
  func repeatable() throws {
    let map = LabelMap(size: size, labels: (0..<size.count).map { UInt16($0 % 9) })
    #expect(try LabelImage.indexedPNG(map, palette: palette) == LabelImage.indexedPNG(map, palette: palette))
  }

  @Test("a picture round-trips in PNG bit for bit")
  func picture() throws {
    var picture = quarters(size)
    for n in picture.bytes.indices { picture.bytes[n] ^= UInt8(truncatingIfNeeded: n &* 31) }
    let path = try scratch.write(PictureImage.png(picture), to: "picture.png")
    #expect(try PictureImage.read(path: path) == picture)
    #expect(mediaError { _ = try LabelImage.read(path: path) } == .notALabelImage(path: path, pixelFormat: "rgb24"))
  }

  @Test("the digest is that of RFC 1321's test suite")
  func digest() {
    #expect(md5([]) == "d41d8cd98f00b204e9800998ecf8427e")
    #expect(md5(Array("abc".utf8)) == "900150983cd24fb0d6963f7d28e17f72")
  }
}
