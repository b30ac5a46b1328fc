import Foundation
import Imaging
import Media
import TestSupport
import Testing

@Suite struct VideoRoundTripTests {
  let scratch: TemporaryFolder
  init() throws { scratch = try TemporaryFolder() }

  @Test("colors and positions round-trip", arguments: ["clip.mp4", "clip.mov", "clip.mkv"])
  func colors(name: String) throws {
    _ = try writeClip(scratch(name))
    let reader = try VideoReader(path: scratch(name))
    let frames = try allFrames(reader)
    #expect(frames.count == 5)
    #expect(frames.map(\.index) == [0, 1, 2, 3, 4])
    #expect(reader.size == PictureSize(width: 64, height: 48))
    let picture = try #require(frames.last).picture
    #expect(isNear(picture[16, 12], red))
    #expect(isNear(picture[48, 12], green))
    #expect(isNear(picture[16, 36], blue))
    #expect(isNear(picture[48, 36], white))
    #expect(reader.warnings.isEmpty)
  }

  @Test(
    "times are kept to the tick",
    arguments: [
      ([0, 1, 2, 3], Rational(1, 25)),
      ([0, 1001, 2002, 3003], Rational(1, 30000)),
      ([0, 7, 8, 30, 90, 91], Rational(1, 1000)),
      ([5000, 5033, 5067, 5100, 5400], Rational(1, 1000)),
      ([90_000, 93_003, 96_007, 120_000], Rational(1, 90_000)),
    ])
  func times(ticks: [Int64], timeBase: Rational) throws {
    _ = try writeClip(scratch("clip.mp4"), ticks: ticks, timeBase: timeBase)
    let reader = try VideoReader(path: scratch("clip.mp4"))
    #expect(reader.timeBase == timeBase)
    #expect(try allFrames(reader).map(\.time.ticks) == ticks)
  }

  @Test("a time base whose tick is no unit fraction keeps its times")
  func oddTimeBase() throws {
    let timeBase = Rational(33_333, 500_000)
    _ = try writeClip(scratch("clip.mp4"), ticks: [0, 1, 2, 5], timeBase: timeBase)
    let times = try allFrames(VideoReader(path: scratch("clip.mp4"))).map(\.time)
    #expect(times.map { $0.ticks * Int64($0.timeBase.numerator) } == [0, 33_333, 66_666, 166_665])
    #expect(times.allSatisfy { $0.timeBase.denominator == 500_000 })
  }

  @Test("negative times are shifted to zero together, with a note")
  func negativeTimes() throws {
    let writer = try writeClip(scratch("clip.mp4"), ticks: [-4, -2, 0, 3])
    #expect(try allFrames(VideoReader(path: scratch("clip.mp4"))).map(\.time.ticks) == [0, 2, 4, 7])
    #expect(writer.notes.contains { $0.contains("below zero") })
  }

  @Test("times that do not increase are moved to one tick after the previous one, with a note")
  func repeatedTimes() throws {
    let writer = try writeClip(scratch("clip.mp4"), ticks: [0, 10, 10, 9, 20], timeBase: Rational(1, 1000))
    #expect(try allFrames(VideoReader(path: scratch("clip.mp4"))).map(\.time.ticks) == [0, 10, 11, 12, 20])
    #expect(writer.notes.contains { $0.contains("2 times did not increase") })
  }

  @Test("Matroska rounds to milliseconds, with a note")
  func matroska() throws {
    let writer = try writeClip(scratch("clip.mkv"), ticks: [0, 1001, 2002], timeBase: Rational(1, 30000))
    #expect(writer.notes.contains { $0.contains("milliseconds") })
    #expect(try allFrames(VideoReader(path: scratch("clip.mkv"))).map(\.time.ticks) == [0, 33, 67])
  }

  @Test("odd sides are padded with the last column and row, not with black")
  func oddSides() throws {
    let size = PictureSize(width: 63, height: 47)
    _ = try writeClip(scratch("clip.mp4"), size: size)
    let frame = try #require(try allFrames(VideoReader(path: scratch("clip.mp4"))).first)
    #expect(frame.picture.size == PictureSize(width: 64, height: 48))
    #expect(isNear(frame.picture[63, 47], white))
  }

  @Test("the file has color tags and pixel aspect ratio")
  func tags() throws {
    let path = scratch("clip.mp4")
    let writer = try VideoWriter(
      path: path, size: PictureSize(width: 64, height: 48), timeBase: Rational(1, 25), frameRate: Rational(25, 1),
      sampleAspectRatio: Rational(12, 11))
    for n in 0..<3 {
      try writer.write(
        quarters(PictureSize(width: 64, height: 48)), at: MediaTime(ticks: Int64(n), timeBase: Rational(1, 25)))
    }
    try writer.finish()
    let info = try MediaInfo.read(path: path)
    let stream = try #require(info.video)
    let video = try #require(stream.video)
    #expect(stream.codec == "h264")
    #expect(video.pixelFormat == "yuv420p")
    #expect(video.color.range == "tv")
    #expect([video.color.matrix, video.color.primaries, video.color.transfer] == ["bt709", "bt709", "bt709"])
    #expect(video.sampleAspectRatio == Rational(12, 11))
    #expect(stream.declaredFrames == 3)
    #expect(try JSONDecoder().decode(MediaInfo.self, from: JSONEncoder().encode(info)) == info)
  }

  @Test(
    "the display matrix turns the picture upright",
    arguments: [
      ([0, 1, -1, 0], [blue, red, white, green], 90),
      ([-1, 0, 0, -1], [white, blue, green, red], 180),
      ([0, -1, 1, 0], [green, white, red, blue], 270),
      ([-1, 0, 0, 1], [green, red, white, blue], 0),
      ([1, 0, 0, 1], [red, green, blue, white], 0),
      ([1, 0, 0, -1], [blue, white, red, green], 180),
      ([0, 1, 1, 0], [red, blue, green, white], 90),
      ([0, -1, -1, 0], [white, green, blue, red], 270),
    ])
  func rotation(matrix: [Int32], expected: [RGBColor], degrees: Int) throws {
    let path = scratch("clip.mp4")
    _ = try writeClip(path)
    try setDisplayMatrix(matrix, of: path)
    let reader = try VideoReader(path: path)
    let size = degrees % 180 == 0 ? PictureSize(width: 64, height: 48) : PictureSize(width: 48, height: 64)
    #expect(reader.size == size)
    let picture = try #require(try reader.next()).picture
    let (w, h) = (size.width / 4, size.height / 4)
    let found = [picture[w, h], picture[3 * w, h], picture[w, 3 * h], picture[3 * w, 3 * h]]
    for (a, b) in zip(found, expected) { #expect(isNear(a, b)) }
    #expect(reader.info.video?.video?.rotation == degrees)
    #expect(reader.info.video?.video?.displaySize == size)
  }

  /// Writes a, b, c, d into the track header of an MP4 file (ISO/IEC 14496-12, 8.3.2), as 16.16 fixed-point numbers.
  private func setDisplayMatrix(_ matrix: [Int32], of path: String) throws {
    var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    let name = Array("tkhd".utf8)
    let start = try #require(bytes.indices.first { bytes[$0...].starts(with: name) }) + 4 + 40
    for (place, value) in zip([0, 4, 12, 16], matrix) {
      let fixed = UInt32(bitPattern: value << 16)
      for n in 0..<4 { bytes[start + place + n] = UInt8(truncatingIfNeeded: fixed >> (24 - 8 * UInt32(n))) }
    }
    try Data(bytes).write(to: URL(fileURLWithPath: path))
  }
}
