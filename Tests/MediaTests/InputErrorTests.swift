import Foundation
import Imaging
import Media
import TestSupport
import Testing

@Suite struct InputErrorTests {
  let scratch: TemporaryFolder
  init() throws {
    scratch = try TemporaryFolder()
    // Some reasons are only in the log.
    FFmpegLog.install()
  }

  private func openError(_ path: String) -> MediaError? { mediaError { _ = try VideoReader(path: path) } }

  @Test("every kind of bad input has its own error, on the input side")
  func kinds() throws {
    let missing = scratch("missing.mp4")
    let empty = try scratch.write([], to: "empty.mp4")
    let wave = try scratch.write(WaveFile.bytes(samples: [0, 1, 2, 3], channels: 1, sampleRate: 8000), to: "sound.wav")
    #expect(openError(missing) == .noSuchFile(path: missing))
    #expect(openError(empty) == .emptyFile(path: empty))
    #expect(openError(scratch.path) == .isAFolder(path: scratch.path))
    #expect(openError("/dev/null") == .notARegularFile(path: "/dev/null"))
    #expect(openError(wave) == .noVideoStream(path: wave, streams: ["audio (pcm_s16le)"]))
    for error in [openError(missing), openError(wave)] {
      #expect(error?.side == .input)
      #expect(error?.description.contains("\n") == false)
    }
  }

  @Test("text is not a video, independent of its name")
  func text() throws {
    let path = try scratch.write(Array("This is a letter, not a film.\n".utf8), to: "letter.mp4")
    guard case .notMedia = openError(path) else {
      Issue.record("got \(String(describing: openError(path)))")
      return
    }
  }

  @Test("files that reference other files are rejected")
  func playlists() throws {
    _ = try writeClip(scratch("clip.mp4"))
    let concat = try scratch.write(Array("ffconcat version 1.0\nfile clip.mp4\n".utf8), to: "list.mp4")
    let hls = try scratch.write(
      Array("#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nclip.mp4\n#EXT-X-ENDLIST\n".utf8), to: "list.m3u8")
    for path in [concat, hls] {
      guard case .refusedFormat = openError(path) else {
        Issue.record("\(path) gave \(String(describing: openError(path)))")
        continue
      }
    }
  }

  @Test("a truncated file is read to its end or rejected, without a crash", arguments: [100, 600, 1500, 3000])
  func truncated(length: Int) throws {
    _ = try writeClip(scratch("clip.mkv"), ticks: Array(0..<20))
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: scratch("clip.mkv"))))
    let path = try scratch.write(Array(bytes.prefix(length)), to: "cut.mkv")
    do {
      let frames = try allFrames(VideoReader(path: path))
      #expect((1...20).contains(frames.count))
    } catch let error as MediaError {
      #expect(error.side == .input)
    }
  }

  @Test("damage in the middle is skipped and reported")
  func damaged() throws {
    let path = scratch("clip.mp4")
    let size = PictureSize(width: 160, height: 120)
    var noise: UInt32 = 7
    let writer = try VideoWriter(path: path, size: size, timeBase: Rational(1, 25))
    for n in 0..<30 {
      let bytes = (0..<(3 * size.count)).map { _ in
        noise = noise &* 1_664_525 &+ 1_013_904_223
        return UInt8(noise >> 24)
      }
      try writer.write(Picture(size: size, bytes: bytes), at: MediaTime(ticks: Int64(n), timeBase: Rational(1, 25)))
    }
    try writer.finish()
    var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    let middle = bytes.count / 2
    for n in middle..<(middle + bytes.count / 5) { bytes[n] = 0xA5 }
    let damaged = try scratch.write(bytes, to: "damaged.mp4")
    let reader = try VideoReader(path: damaged)
    let frames = try allFrames(reader)
    #expect((10...30).contains(frames.count))
    #expect(!reader.warnings.isEmpty)
  }

  @Test("a picture with too many pixels is rejected before memory is allocated")
  func tooManyPixels() throws {
    var header = try PictureImage.png(Picture(size: PictureSize(width: 2, height: 2), filledWith: red))
    // Width and height stand at bytes 16 and 20 (PNG specification, 11.2.2): 9000 × 8000. The checksum is wrong then,
    // which FFmpeg overlooks.
    header.replaceSubrange(16..<24, with: [0, 0, 0x23, 0x28, 0, 0, 0x1F, 0x40])
    let path = try scratch.write(header, to: "huge.png")
    let size = PictureSize(width: 9000, height: 8000)
    #expect(
      mediaError { _ = try PictureImage.read(path: path) }
        == .tooLarge(path: path, size: size, maxPixels: InputOptions.defaultMaxPixels))
  }
}
