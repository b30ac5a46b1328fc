import Foundation
import Imaging
import Media
import TestSupport
import Testing

/// Samples and tags written by hand; what they mean is calculated from the definitions.
@Suite struct ColorTests {
  let scratch: TemporaryFolder
  init() throws { scratch = try TemporaryFolder() }

  private let bar = 16
  private var barSize: PictureSize { PictureSize(width: bar * barColors.count, height: 32) }

  private func read(_ video: HandmadeVideo, _ data: [UInt8]) throws -> (picture: Picture, notes: [String]) {
    let reader = try VideoReader(path: scratch.write(video.bytes([(0, data)]), to: "clip.mkv"))
    let frame = try #require(try reader.next())
    return (frame.picture, reader.notes)
  }

  private func expectBars(_ picture: Picture, within tolerance: Int, _ comment: Comment) {
    for (n, color) in barColors.enumerated() {
      let found = picture[n * bar + bar / 2, 16]
      #expect(isNear(found, color, tolerance: tolerance), "\(comment): \(found) instead of \(color)")
    }
  }

  @Test("color bars round-trip within 2 levels", arguments: [1, 4, 5, 6, 7, 8, 9], [false, true])
  func bars(matrix: Int, isFullRange: Bool) throws {
    for (fourCC, bits) in [(HandmadeVideo.planar444, 8), (Array("I420".utf8), 8), (HandmadeVideo.planar10Bits, 10)] {
      let is444 = fourCC == HandmadeVideo.planar444
      let video = HandmadeVideo(size: barSize, fourCC: fourCC, matrix: matrix, isFullRange: isFullRange)
      let data = planes(barSize, matrix: matrix, isFullRange: isFullRange, bits: bits, is444: is444) { x, _ in
        barColors[x / bar]
      }
      expectBars(try read(video, data).picture, within: 2, "matrix \(matrix), \(bits) bits, 4:4:4 \(is444)")
    }
  }

  @Test("a matrix that libswscale does not know can come with odd sides and formats that zscale does not take")
  func rareMatrix() throws {
    let size = PictureSize(width: 15, height: 9)
    let color = RGBColor(red: 90, green: 200, blue: 30)
    var video = HandmadeVideo(size: size, matrix: 8, isFullRange: true)
    let data = planes(size, matrix: 8, isFullRange: true) { _, _ in color }
    #expect(isNear(try read(video, data).picture[7, 4], color, tolerance: 2))
    // NV12: chroma interleaved.
    video.fourCC = Array("NV12".utf8)
    let chroma = data[size.count...]
    let half = chroma.count / 2
    let interleaved = zip(chroma.prefix(half), chroma.suffix(half)).flatMap { [$0, $1] }
    #expect(isNear(try read(video, Array(data[..<size.count] + interleaved)).picture[7, 4], color, tolerance: 2))
  }

  @Test("untagged pictures of 720 rows and more are BT.709, others BT.601", arguments: [(718, 6), (720, 1)])
  func untagged(height: Int, matrix: Int) throws {
    let size = PictureSize(width: 64, height: height)
    let data = planes(size, matrix: matrix, isFullRange: false) { _, _ in red }
    let picture = try read(HandmadeVideo(size: size), data).picture
    #expect(isNear(picture[32, height / 2], red, tolerance: 2))
  }

  @Test("gray is full range, unless it is tagged as limited")
  func gray() throws {
    var video = HandmadeVideo(size: PictureSize(width: 16, height: 16), fourCC: Array("Y800".utf8))
    let data = [UInt8](repeating: 235, count: 256)
    #expect(try read(video, data).picture[8, 8] == RGBColor(red: 235, green: 235, blue: 235))
    video.isFullRange = false
    let limited = try read(video, data).picture[8, 8]
    #expect(isNear(limited, RGBColor(red: 255, green: 255, blue: 255), tolerance: 1), "\(limited)")
  }

  @Test("transparent pixels are put on middle gray, with a note")
  func alpha() throws {
    let video = HandmadeVideo(size: PictureSize(width: 4, height: 2), fourCC: Array("RGBA".utf8))
    let half: [UInt8] = [255, 0, 0, 128]
    let pixels: [[UInt8]] = [[255, 0, 0, 255], half, [255, 0, 0, 0], [9, 8, 7, 255]]
    let (picture, notes) = try read(video, (pixels + pixels).flatMap { $0 })
    #expect(picture[0, 0] == RGBColor(red: 255, green: 0, blue: 0))
    #expect(isNear(picture[1, 0], RGBColor(red: 192, green: 64, blue: 64), tolerance: 1))
    #expect(picture[2, 1] == RGBColor(red: 128, green: 128, blue: 128))
    #expect(picture[3, 1] == RGBColor(red: 9, green: 8, blue: 7))
    #expect(notes.contains { $0.contains("gray") })
    #expect(try read(video, [UInt8](repeating: 255, count: 32)).notes.isEmpty)
  }

  @Test(
    "an overlay has the primaries and the transfer of its source; BT.709 where that does not say or was tone-mapped",
    arguments: [
      (nil, nil, "bt709", "bt709"), (9, 14, "bt2020", "bt2020-10"), (12, 13, "smpte432", "iec61966-2-1"),
      (6, 6, "smpte170m", "smpte170m"), (3, 3, "bt709", "bt709"), (22, 1, "bt709", "bt709"), (2, 2, "bt709", "bt709"),
      (9, 16, "bt709", "bt709"), (9, 18, "bt709", "bt709"),
    ] as [(Int?, Int?, String, String)])
  func tags(primaries: Int?, transfer: Int?, expectedPrimaries: String, expectedTransfer: String) throws {
    let size = PictureSize(width: 16, height: 16)
    let video = HandmadeVideo(size: size, matrix: 6, transfer: transfer, primaries: primaries, isFullRange: false)
    let data = planes(size, matrix: 6, isFullRange: false) { _, _ in green }
    let reader = try VideoReader(path: scratch.write(video.bytes([(0, data)]), to: "in.mkv"))
    let writer = try VideoWriter(
      path: scratch("out.mp4"), size: size, timeBase: reader.timeBase, colorTags: reader.colorTags, overwrite: true)
    while let frame = try reader.next() { try writer.write(frame.picture, at: frame.time) }
    try writer.finish()
    let color = try #require(MediaInfo.read(path: scratch("out.mp4")).video?.video?.color)
    #expect(color.primaries == expectedPrimaries)
    #expect(color.transfer == expectedTransfer)
    #expect(color.matrix == "bt709")
  }

  @Test("PQ and HLG are mapped to SDR, with a note")
  func toneMapping() throws {
    let size = PictureSize(width: 64, height: 16)
    /// A gray of the level, in 10 bits of limited range.
    func gray(_ level: Double, transfer: Int) throws -> (RGBColor, [String]) {
      let video = HandmadeVideo(
        size: size, fourCC: HandmadeVideo.planar10Bits, matrix: 9, transfer: transfer, primaries: 9, isFullRange: false)
      let luma = Int((64 + 876 * level).rounded())
      let samples = [Int](repeating: luma, count: size.count) + [Int](repeating: 512, count: size.count / 2)
      let (picture, notes) = try read(video, samples.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] })
      return (picture[32, 8], notes)
    }
    /// SMPTE ST 2084, equation 5.2, of light in cd/m².
    func pq(_ light: Double) -> Double {
      let y = pow(light / 10_000, 0.1593017578125)
      return pow((0.8359375 + 18.8515625 * y) / (1 + 18.6875 * y), 78.84375)
    }
    // Below the knee light is kept: 20 of 203 cd/m², shown by a screen of gamma 2.4.
    let (dark, notes) = try gray(pq(20), transfer: 16)
    #expect(notes == ["PQ tone-mapped to SDR"])
    let kept = 255 * pow(20 / 203, 1 / 2.4)
    #expect(abs(Double(dark.green) - kept) <= 3, "\(dark)")
    let white = try gray(pq(203), transfer: 16).0
    let peak = try gray(pq(1000), transfer: 16).0
    #expect((190...250).contains(white.green), "\(white)")
    #expect(peak.green >= 252, "\(peak)")
    for color in [dark, white, peak] {
      #expect(
        isNear(color, RGBColor(red: color.green, green: color.green, blue: color.green), tolerance: 2), "\(color)")
    }
    // BT.2408: diffuse white of 203 cd/m² is at 75 % of HLG.
    let (hlg, hlgNotes) = try gray(0.75, transfer: 18)
    #expect(hlgNotes == ["HLG tone-mapped to SDR"])
    #expect(isNear(hlg, white, tolerance: 6), "\(hlg), \(white)")
  }
}
