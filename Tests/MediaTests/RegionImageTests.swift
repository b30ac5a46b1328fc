import Foundation
import Imaging
import Media
import TestSupport
import Testing

@Suite struct RegionImageTests {
  let scratch: TemporaryFolder
  init() throws { scratch = try TemporaryFolder() }

  private func read(_ png: [UInt8]) throws -> [UInt32] {
    try RegionImage.read(path: scratch.write(png, to: "image.png")).ids
  }

  @Test("palette indices and 16-bit grays are the ids")
  func labels() throws {
    let size = PictureSize(width: 3, height: 1)
    let palette = [RGBColor(red: 9, green: 9, blue: 9), RGBColor(red: 9, green: 9, blue: 9)]
    let indexed = try LabelImage.indexedPNG(LabelMap(size: size, labels: [1, 0, 255]), palette: palette)
    #expect(try read(indexed) == [1, 0, 255])
    #expect(try read(LabelImage.gray16PNG(LabelMap(size: size, labels: [0, 258, 65_535]))) == [0, 258, 65_535])
  }

  @Test("a color is an id")
  func colors() throws {
    let picture = Picture(size: PictureSize(width: 2, height: 1), bytes: [1, 2, 3, 255, 0, 0])
    #expect(try read(PictureImage.png(picture)) == [0x010203, 0xff0000])
  }

  /// A PNG that this package does not write, and the ids in it.
  struct Kind: CustomTestStringConvertible {
    let testDescription: String
    let base64: String
    let ids: [UInt32]
  }

  static let kinds = [
    Kind(
      testDescription: "one bit a pixel",
      base64: "iVBORw0KGgoAAAANSUhEUgAAAAoAAAABAQAAAADPjgLTAAAAC0lEQVR42mPIOAAAAZMBKSuaUEMAAAAASUVORK5CYII=",
      ids: [0, 1, 1, 0, 1, 0, 0, 0, 1, 1]),
    Kind(
      testDescription: "gray with transparency",
      base64: "iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAQAAABeK7cBAAAADUlEQVR42mNg/3+CAQAErgHPqvRmgwAAAABJRU5ErkJggg==",
      ids: [7, 200]),
    Kind(
      testDescription: "colors with transparency",
      base64: "iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAYAAAD0In+KAAAAEUlEQVR42mNgZGL+/4uBkwEACSYCCRiHsjwAAAAASUVORK5CYII=",
      ids: [0x010203, 0xfa0009]),
    Kind(
      testDescription: "16 bits a channel",
      base64: "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABEAIAAADA54+dAAAAD0lEQVR42mNgTGZKYk4EAAORAS3+w4qQAAAAAElFTkSuQmCC",
      ids: [0x010203]),
  ]

  @Test("other kinds of PNG", arguments: kinds)
  func others(_ kind: Kind) throws {
    #expect(try read(Array(try #require(Data(base64Encoded: kind.base64)))) == kind.ids)
  }

  @Test("lossy pixels are not labels")
  func refuses() throws {
    let path = scratch("clip.mp4")
    _ = try writeClip(path)
    #expect(mediaError { _ = try RegionImage.read(path: path) } == .notALabelImage(path: path, pixelFormat: "yuv420p"))
  }
}
