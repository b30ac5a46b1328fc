import Foundation
import Imaging
import Media
import TestSupport
import Testing

/// The four quarters, 32×16, in the formats of stills.
@Suite struct StillFormatTests {
  let scratch: TemporaryFolder
  init() throws { scratch = try TemporaryFolder() }

  private let size = PictureSize(width: 32, height: 16)

  private func expectQuarters(_ picture: Picture, _ expected: [RGBColor], _ comment: Comment) {
    let (w, h) = (picture.size.width / 4, picture.size.height / 4)
    let found = [picture[w, h], picture[3 * w, h], picture[w, 3 * h], picture[3 * w, 3 * h]]
    for (a, b) in zip(found, expected) { #expect(isNear(a, b), "\(comment): \(a) instead of \(b)") }
  }

  @Test(
    "Exif's orientation of a JPEG turns it upright",
    arguments: [
      (1, [red, green, blue, white]), (2, [green, red, white, blue]), (3, [white, blue, green, red]),
      (4, [blue, white, red, green]), (5, [red, blue, green, white]), (6, [blue, red, white, green]),
      (7, [white, green, blue, red]), (8, [green, white, red, blue]),
    ])
  func exif(orientation: Int, expected: [RGBColor]) throws {
    var bytes = [UInt8](try #require(Data(base64Encoded: Samples.jpeg32x16)))
    bytes.insert(contentsOf: exifSegment(orientation), at: 2)
    let path = try scratch.write(bytes, to: "photo.jpg")
    let picture = try PictureImage.read(path: path)
    #expect(picture.size == (orientation > 4 ? PictureSize(width: 16, height: 32) : size))
    expectQuarters(picture, expected, "orientation \(orientation)")
    let frame = try #require(try openFrames(MediaInput.resolve(path)).next())
    #expect(frame.picture == picture)
  }

  /// An APP1 segment with one entry, tag 274 (Exif 2.32, 4.6).
  private func exifSegment(_ orientation: Int) -> [UInt8] {
    let tiff: [UInt8] = [
      0x4D, 0x4D, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, UInt8(orientation), 0, 0, 0, 0, 0, 0,
    ]
    let payload = Array("Exif\0\0".utf8) + tiff
    return [0xFF, 0xE1, 0, UInt8(payload.count + 2)] + payload
  }

  @Test("WebP, BMP, TIFF and PNG of 16 bits are read", arguments: ["webp", "bmp", "tiff"])
  func formats(name: String) throws {
    let bytes: [UInt8] =
      switch name {
      case "webp": [UInt8](try #require(Data(base64Encoded: Samples.webp32x16)))
      case "bmp": bmp(quarters(size))
      default: tiff(quarters(size))
      }
    let path = try scratch.write(bytes, to: "still." + name)
    let frames = try allFrames(openFrames(MediaInput.resolve(path)))
    #expect(frames.map(\.picture.size) == [size])
    expectQuarters(frames[0].picture, [red, green, blue, white], "\(name)")
  }

  @Test("a PNG of 16 bits is read as its upper 8")
  func png16() throws {
    let map = LabelMap(size: size, labels: (0..<size.count).map { UInt16(257 * ($0 % 256)) })
    let path = try scratch.write(LabelImage.gray16PNG(map), to: "deep.png")
    let picture = try PictureImage.read(path: path)
    for n in stride(from: 0, to: 256, by: 17) {
      let expected = RGBColor(red: UInt8(n), green: UInt8(n), blue: UInt8(n))
      #expect(isNear(picture[n % 32, n / 32], expected, tolerance: 1))
    }
  }

  /// Uncompressed, rows from the bottom.
  private func bmp(_ picture: Picture) -> [UInt8] {
    let (w, h) = (picture.size.width, picture.size.height)
    var bytes: [UInt8] = Array("BM".utf8) + word32(54 + 3 * w * h) + word32(0) + word32(54)
    bytes += word32(40) + word32(w) + word32(h) + [1, 0, 24, 0] + [UInt8](repeating: 0, count: 24)
    for y in (0..<h).reversed() {
      for x in 0..<w { bytes += [picture[x, y].blue, picture[x, y].green, picture[x, y].red] }
    }
    return bytes
  }

  /// One strip of RGB without compression.
  private func tiff(_ picture: Picture) -> [UInt8] {
    let (w, h) = (picture.size.width, picture.size.height)
    let entries: [(tag: Int, type: Int, count: Int, value: Int)] = [
      (256, 4, 1, w), (257, 4, 1, h), (258, 3, 3, 8 + 2 + 12 * 9 + 4), (259, 3, 1, 1), (262, 3, 1, 2),
      (273, 4, 1, 8 + 2 + 12 * 9 + 4 + 6), (277, 3, 1, 3), (278, 4, 1, h), (279, 4, 1, 3 * w * h),
    ]
    var bytes: [UInt8] = Array("II".utf8) + [42, 0] + word32(8) + [UInt8(entries.count), 0]
    for entry in entries {
      bytes += [UInt8(entry.tag & 255), UInt8(entry.tag >> 8), UInt8(entry.type), 0]
      bytes += word32(entry.count) + word32(entry.value)
    }
    return bytes + word32(0) + [8, 0, 8, 0, 8, 0] + picture.bytes
  }

  private func word32(_ value: Int) -> [UInt8] { (0..<4).map { UInt8(value >> (8 * $0) & 255) } }
}

/// The four quarters, encoded once by FFmpeg; there is no encoder for them in the project.
enum Samples {
  static let jpeg32x16 =
    "/9j/2wBDAAgEBAQEBAUFBQUFBQYGBgYGBgYGBgYGBgYHBwcICAgHBwcGBgcHCAgICAkJCQgICAgJCQoKCgwMCwsODg4RERT/xABOAAEBAQAAAAAA"
    + "AAAAAAAAAAAHBQYBAQEBAAAAAAAAAAAAAAAAAAcGBRABAAAAAAAAAAAAAAAAAAAAABEBAAAAAAAAAAAAAAAAAAAAAP/AABEIABAAIAMBEgACEgAD"
    + "EgD/2gAMAwEAAhEDEQA/AMihMc4FQJrqEDzgbAmRDkBFGliCDTknFGPiC//Z"
  static let jpeg16x8 =
    "/9j/2wBDAAgEBAQEBAUFBQUFBQYGBgYGBgYGBgYGBgYHBwcICAgHBwcGBgcHCAgICAkJCQgICAgJCQoKCgwMCwsODg4RERT/xABpAAEBAQAAAAAA"
    + "AAAAAAAAAAAGBAcBAQEBAQAAAAAAAAAAAAAAAAYFBAcQAAIBAgQHAQAAAAAAAAAAAAIBAHIyMzGxEWEFUTQHE3QVEQABBAIDAQAAAAAAAAAAAAAA"
    + "pBdl5OIVFuNko//AABEIAAgAEAMBEgACEgADEgD/2gAMAwEAAhEDEQA/AAY853IV6c2lfxpkIYgVDrEDNTaK0OC88MKtrAk3wfDO4i/280n2XVfT"
    + "HAWBSOinFtB6PnmUTPwSQT9ogP/Z"
  static let webp32x16 =
    "UklGRkgAAABXRUJQVlA4TDsAAAAvH8ADAB8gJCCWuemkbotAgOgxpNSVCTVtGzAkgq38v0li/qMf7EQBgmybSU5ykge4QET/o2rbfqoAPwA="
}
