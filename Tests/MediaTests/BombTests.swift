import CZlib
import Foundation
import Imaging
import Media
import TestSupport
import Testing

/// Small files that take gigabytes where they are believed.
@Suite struct BombTests {
  private static let megabytes = 600

  private static func compressed() throws -> [UInt8] {
    // The bytes of a stored text of zeros, compressed a thousandfold.
    var stream = z_stream()
    try #require(deflateInit_(&stream, 9, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK)
    defer { deflateEnd(&stream) }
    var (zeros, output, result) = (
      [UInt8](repeating: 0, count: 1 << 20), [UInt8](repeating: 0, count: 1 << 16), [UInt8]()
    )
    for place in 0..<megabytes {
      let isLast = place == megabytes - 1
      try zeros.withUnsafeMutableBufferPointer { zeros in
        stream.next_in = zeros.baseAddress
        stream.avail_in = UInt32(zeros.count)
        var code = Z_OK
        repeat {
          try output.withUnsafeMutableBufferPointer { output in
            stream.next_out = output.baseAddress
            stream.avail_out = UInt32(output.count)
            code = deflate(&stream, isLast ? Z_FINISH : Z_NO_FLUSH)
            try #require(code == Z_OK || code == Z_STREAM_END || code == Z_BUF_ERROR)
            result += output[..<(output.count - Int(stream.avail_out))]
          }
        } while isLast ? code != Z_STREAM_END : stream.avail_out == 0
      }
    }
    return result
  }

  private static func bigEndian(_ value: Int) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) }
  }

  private static func chunk(_ name: String, _ data: [UInt8]) -> [UInt8] {
    let body = Array(name.utf8) + data
    return bigEndian(data.count) + body + bigEndian(Int(crc32(0, body, UInt32(body.count))))
  }

  private static func box(_ name: String, _ data: [UInt8]) -> [UInt8] {
    bigEndian(data.count + 8) + Array(name.utf8) + data
  }

  /// Kilobytes that the process has in memory at most so far.
  private func peak() throws -> Int {
    let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmHWM") })
    return try #require(line.split(separator: " ").dropLast().last.flatMap { Int($0) })
  }

  @Test("Texts and profiles anywhere in a PNG are not inflated, and the picture is read")
  func chunks() throws {
    let folder = try TemporaryFolder()
    let picture = Picture(size: PictureSize(width: 9, height: 7), filledWith: RGBColor(red: 200, green: 100, blue: 50))
    let png = try PictureImage.png(picture)
    let bomb = try Self.compressed()
    #expect(bomb.count < 1_000_000)
    let before = try peak()
    for (place, chunk) in [
      Self.chunk("zTXt", Array("Comment\0\0".utf8) + bomb), Self.chunk("iCCP", Array("p\0\0".utf8) + bomb),
      Self.chunk("iTXt", Array("Comment\0".utf8) + [1, 0, 0, 0] + bomb),
      Self.chunk("eXIf", [UInt8](repeating: 0, count: 70_000)),
    ].enumerated() {
      // Behind the header, and before the end.
      for split in [33, png.count - 12] {
        let name = "\(place)-\(split).png"
        try folder.write(Array(png[..<split]) + chunk + Array(png[split...]), to: name)
        let source = try openFrames(MediaInput.resolve(folder(name)))
        #expect(try source.next()?.picture == picture)
      }
    }
    #expect(try peak() - before < 200_000)
  }

  @Test("A compressed header is rejected anywhere in the file")
  func header() throws {
    let folder = try TemporaryFolder()
    let bomb = try Self.compressed()
    let header = Self.box(
      "cmov", Self.box("dcom", Array("zlib".utf8)) + Self.box("cmvd", Self.bigEndian(Self.megabytes << 20) + bomb))
    let kind = Self.box("ftyp", Array("qt  \0\0\0\0".utf8))
    let free = Self.box("free", [1, 2, 3])
    let before = try peak()
    for contents in [
      Self.box("moov", header), Self.box("wide", []) + Self.box("moov", header), Self.box("moov", free + header),
      header,
      Self.box("moov", Self.box("trak", header)), (0..<1001).flatMap { _ in free } + Self.box("moov", header),
      // So that the mark lies across the reader's buffer.
      Self.box("free", [UInt8](repeating: 0, count: 32_768 - 62)) + Self.box("moov", header),
    ] {
      try folder.write(kind + contents, to: "bomb.mov")
      let error = #expect(throws: MediaError.self) { try openFrames(MediaInput.resolve(folder("bomb.mov"))) }
      #expect("\(try #require(error))".contains("its header is compressed"))
    }
    #expect(try peak() - before < 200_000)
  }

  @Test("No working size enlarges a picture")
  func workingSizes() {
    for size in [
      PictureSize(width: 16_384, height: 1), PictureSize(width: 1, height: 9), PictureSize(width: 64, height: 48),
      PictureSize(width: 1920, height: 1080),
    ] {
      for rule in [WorkingSize.automatic, .height(180), .height(5000)] {
        let working = rule.size(for: size)
        #expect(working.width <= size.width && working.height <= size.height && working.count > 0)
      }
    }
    #expect(
      WorkingSize.height(180).size(for: PictureSize(width: 1920, height: 1080)) == PictureSize(width: 320, height: 180))
    #expect(WorkingSize.height(10).size(for: PictureSize(width: 16_384, height: 20)).count <= 600)
  }
}
