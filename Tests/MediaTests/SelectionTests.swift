import Imaging
import Media
import TestSupport
import Testing

@Suite struct SelectionTests {
  let scratch: TemporaryFolder
  init() throws { scratch = try TemporaryFolder() }

  /// 300 frames, so that there is more than one key frame, beginning at 2 s.
  private func longClip() throws -> String {
    let path = scratch("long.mp4")
    let size = PictureSize(width: 32, height: 32)
    let writer = try VideoWriter(path: path, size: size, timeBase: Rational(1, 25))
    for n in 0..<300 {
      let color = RGBColor(red: UInt8(n % 250), green: UInt8(n / 2), blue: 90)
      try writer.write(
        Picture(size: size, filledWith: color), at: MediaTime(ticks: Int64(50 + n), timeBase: Rational(1, 25)))
    }
    try writer.finish()
    return path
  }

  @Test("a start time gives the same pictures as decoding from the beginning")
  func start() throws {
    let path = try longClip()
    let all = try allFrames(VideoReader(path: path))
    #expect(all.count == 300)
    for start in [0.1, 3.0, 10.4, 11.96] {
      let reader = try VideoReader(path: path, selection: FrameSelection(start: start))
      let frames = try allFrames(reader)
      let skipped = Int((start * 25).rounded())
      #expect(frames.map(\.time) == all[skipped...].map(\.time))
      #expect(frames.map(\.picture) == all[skipped...].map(\.picture))
      #expect(frames.first?.index == 0)
      #expect(reader.expectedFrames == frames.count)
    }
  }

  @Test("duration, every and maxFrames work together")
  func parts() throws {
    let path = try longClip()
    let selection = FrameSelection(start: 1, duration: 2, every: 7)
    #expect(
      try allFrames(VideoReader(path: path, selection: selection)).map(\.time.ticks) == [
        75, 82, 89, 96, 103, 110, 117, 124,
      ])
    var limited = selection
    limited.maxFrames = 3
    let frames = try allFrames(VideoReader(path: path, selection: limited))
    #expect(frames.map(\.time.ticks) == [75, 82, 89])
    #expect(frames.map(\.index) == [0, 1, 2])
  }

  @Test("a start after the end is an error")
  func behindTheEnd() throws {
    let path = try longClip()
    let error = mediaError { _ = try allFrames(VideoReader(path: path, selection: FrameSelection(start: 60))) }
    guard case .nothingSelected(path, 60, let end?)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(end > 0 && end < 60)
  }

  @Test("the working size follows its rule")
  func workingSizes() throws {
    let source = PictureSize(width: 854, height: 480)
    #expect(WorkingSize.automatic.size(for: source) == PictureSize(width: 427, height: 240))
    #expect(
      WorkingSize.automatic.size(for: PictureSize(width: 480, height: 854)) == PictureSize(width: 240, height: 427))
    #expect(WorkingSize.automatic.size(for: PictureSize(width: 100, height: 90)) == PictureSize(width: 100, height: 90))
    #expect(WorkingSize.height(120).size(for: source) == PictureSize(width: 214, height: 120))

    _ = try writeClip(scratch("clip.mp4"))
    let reader = try VideoReader(path: scratch("clip.mp4"), workingSize: .exact(PictureSize(width: 16, height: 12)))
    let frame = try #require(try reader.next())
    #expect(frame.workingPicture.size == PictureSize(width: 16, height: 12))
    #expect(isNear(frame.workingPicture[3, 3], red))
    #expect(isNear(frame.workingPicture[12, 9], white))
  }

  @Test("an impossible working size is refused")
  func impossibleWorkingSize() throws {
    let path = scratch("clip.mp4")
    _ = try writeClip(path)
    for size in [PictureSize(width: 0, height: 10), PictureSize(width: 1 << 20, height: 1 << 20)] {
      let error = mediaError { _ = try VideoReader(path: path, workingSize: .exact(size)) }
      guard case .tooLarge = error else {
        Issue.record("\(size) gave \(String(describing: error))")
        continue
      }
    }
  }
}
