import Foundation
import Imaging
import Media
import TestSupport
import Testing

@Suite struct DamageTests {
  let scratch: TemporaryFolder
  init() throws {
    scratch = try TemporaryFolder()
    // Some damage is only in the log.
    FFmpegLog.install()
  }

  private let size = PictureSize(width: 16, height: 16)
  private let strict: InputOptions = {
    var options = InputOptions()
    options.isStrict = true
    return options
  }()

  private func clip(_ times: [Int16]) throws -> String {
    let data = planes(size, matrix: 6, isFullRange: false) { _, _ in green }
    return try scratch.write(HandmadeVideo(size: size).bytes(times.map { ($0, data) }), to: "clip.mkv")
  }

  private func jpeg(_ text: String) throws -> [UInt8] { [UInt8](try #require(Data(base64Encoded: text))) }

  @Test("times are the file's own, uneven and late")
  func times() throws {
    for times: [Int16] in [[0, 7, 90, 91, 5000], [1234, 1300]] {
      let reader = try VideoReader(path: clip(times), options: strict)
      #expect(try allFrames(reader).map(\.time.ticks) == times.map(Int64.init))
      #expect(reader.warnings.isEmpty)
    }
  }

  @Test("times that repeat or go back are kept, counted, and an error when strict")
  func disorder() throws {
    let path = try clip([0, 40, 40, 30, 100, 100])
    let reader = try VideoReader(path: path)
    #expect(try allFrames(reader).map(\.time.ticks) == [0, 40, 40, 30, 100, 100])
    #expect(
      reader.warnings == [
        "2 frames have the time stamp of the previous one, which was kept, the first at 0.040 s",
        "1 frame comes before the previous one in time, which was kept, the first at 0.030 s",
      ])
    let error = mediaError { _ = try allFrames(VideoReader(path: path, options: strict)) }
    guard case .damaged(path, let line) = error else {
      Issue.record("got \(String(describing: error))")
      return
    }
    #expect(line.contains("at 0.040 s"))
    #expect(error?.side == .input)
  }

  @Test("a truncated GIF is reported, a complete one is not")
  func gif() throws {
    let whole = smallGIF(frames: 3)
    for (bytes, isWhole) in [
      (whole, true), (whole.dropLast(), false), (whole.dropLast(30), false),
    ] {
      let path = try scratch.write(bytes, to: "few.gif")
      let reader = try VideoReader(path: path)
      #expect(try allFrames(reader).count >= (isWhole ? 3 : 2))
      #expect(reader.warnings.contains { $0.contains("the file ends early") } == !isWhole, "\(reader.warnings)")
      if !isWhole {
        #expect(mediaError { _ = try allFrames(VideoReader(path: path, options: strict)) }?.side == .input)
      }
    }
  }

  /// Frames of 8×8 pixels in four colors, 50 ms each.
  private func smallGIF(frames: Int) -> [UInt8] {
    var bytes = Array("GIF89a".utf8) + [8, 0, 8, 0, 0x91, 0, 0] + (0..<12).map { UInt8(20 * $0) }
    for frame in 0..<frames {
      // Codes of three bits, with a clear code before the width would grow.
      let codes = stride(from: 0, to: 64, by: 2).flatMap { [4, ($0 + frame) % 4, $0 % 3] } + [5]
      var data = [UInt8](repeating: 0, count: (3 * codes.count + 7) / 8)
      for bit in 0..<3 * codes.count where codes[bit / 3] >> (bit % 3) & 1 == 1 { data[bit / 8] |= 1 << (bit % 8) }
      bytes += [0x21, 0xF9, 4, 4, 5, 0, 0, 0, 0x2C, 0, 0, 0, 0, 8, 0, 8, 0, 0, 2, UInt8(data.count)] + data + [0]
    }
    return bytes + [0x3B]
  }

  @Test("frames of another size are scaled to the first one's, with a note of the time")
  func changeOfSize() throws {
    let (large, small) = (try jpeg(Samples.jpeg32x16), try jpeg(Samples.jpeg16x8))
    let video = HandmadeVideo(size: PictureSize(width: 32, height: 16), codec: "V_MJPEG")
    let path = try scratch.write(video.bytes([(0, large), (40, small), (80, large), (120, small)]), to: "clip.mkv")
    let reader = try VideoReader(path: path)
    let frames = try allFrames(reader)
    #expect(frames.map(\.picture.size) == Array(repeating: PictureSize(width: 32, height: 16), count: 4))
    for frame in frames {
      #expect(isNear(frame.picture[6, 3], red, tolerance: 12))
      #expect(isNear(frame.picture[26, 13], white, tolerance: 12))
    }
    #expect(reader.warnings == ["2 frames of another size were scaled, the first at 0.040 s: 16×8 instead of 32×16"])
    guard case .damaged = mediaError({ _ = try allFrames(VideoReader(path: path, options: strict)) }) else {
      Issue.record("strict reading must refuse it")
      return
    }
  }

  @Test("a packet that can not be decoded is skipped and reported with its time")
  func damagedPacket() throws {
    let good = try jpeg(Samples.jpeg32x16)
    let video = HandmadeVideo(size: PictureSize(width: 32, height: 16), codec: "V_MJPEG")
    let path = try scratch.write(
      video.bytes([(0, good), (40, [1, 2, 3, 4]), (80, good), (120, good)]), to: "clip.mkv")
    let reader = try VideoReader(path: path)
    #expect(try allFrames(reader).map(\.time.ticks) == [0, 80, 120])
    #expect(reader.warnings.count == 1)
    #expect(reader.warnings.first?.hasPrefix("1 damaged packet was skipped, the first at 0.040 s") == true)
    guard case .damaged = mediaError({ _ = try allFrames(VideoReader(path: path, options: strict)) }) else {
      Issue.record("strict reading must refuse it")
      return
    }
  }

  @Test("a file truncated during reading gives its frames and a report")
  func cutWhileRead() throws {
    let size = PictureSize(width: 64, height: 64)
    let data = planes(size, matrix: 6, isFullRange: false) { _, _ in green }
    let times = (0..<400).map { Int16(40 * $0) }
    let path = try scratch.write(HandmadeVideo(size: size).bytes(times.map { ($0, data) }), to: "clip.mkv")
    let reader = try VideoReader(path: path)
    for index in 0..<5 { #expect(try reader.next()?.time.ticks == 40 * Int64(index)) }
    let file = try #require(FileHandle(forWritingAtPath: path))
    try file.truncate(atOffset: 1_000_000)
    let rest = try allFrames(reader)
    #expect((100..<200).contains(rest.count), "\(rest.count)")
    #expect(rest.map(\.time.ticks) == rest.indices.map { 40 * Int64($0 + 5) })
    #expect(reader.warnings.contains { $0.contains("the file ends early") }, "\(reader.warnings)")
  }

  @Test("a truncated file gives its frames and a report")
  func truncated() throws {
    let path = try clip([0, 40, 80, 120])
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    let cut = try scratch.write(bytes.dropLast(100), to: "cut.mkv")
    let reader = try VideoReader(path: cut)
    let frames = try allFrames(reader)
    #expect(frames.map(\.time.ticks).prefix(3) == [0, 40, 80])
    #expect(!reader.warnings.isEmpty, "\(frames.count) frames")
  }
}
