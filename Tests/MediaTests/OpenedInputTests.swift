import Foundation
import Imaging
import Media
import TestSupport
import Testing

@Suite struct OpenedInputTests {
  private let scratch: TemporaryFolder
  private let size = PictureSize(width: 32, height: 24)

  init() throws {
    scratch = try TemporaryFolder()
    let writer = try VideoWriter(path: scratch("clip.mkv"), size: size, timeBase: Rational(1, 1000))
    for index in 0..<5 {
      let picture = Picture(size: size, filledWith: RGBColor(red: UInt8(40 * index), green: 90, blue: 30))
      try writer.write(picture, at: MediaTime(ticks: Int64(40 * index), timeBase: Rational(1, 1000)))
    }
    try writer.finish()
  }

  private func open(selection: FrameSelection = .all) throws -> OpenedInput {
    try OpenedInput(
      MediaInput.resolve(scratch("clip.mkv")), selection: selection, options: InputOptions(), threads: 2)
  }

  private func frames(_ opened: OpenedInput, threads: Int = 2) throws -> [Frame] {
    try allFrames(
      opened.frames(workingSize: .exact(PictureSize(width: 16, height: 12)), deinterlacing: .never, threads: threads))
  }

  @Test("What looked into a file reads it: the file is not opened again")
  func once() throws {
    let opened = try open()
    #expect(opened.size == size)
    try FileManager.default.removeItem(atPath: scratch("clip.mkv"))
    let frames = try frames(opened)
    #expect(frames.count == 5)
    #expect(frames.allSatisfy { $0.workingPicture.size == PictureSize(width: 16, height: 12) })
    // Who reads it again opens it again.
    #expect(mediaError { _ = try self.frames(opened) } == .noSuchFile(path: scratch("clip.mkv")))
  }

  @Test("Frames that are converted later, or not at all, are the same")
  func unconverted() async throws {
    let small = WorkingSize.exact(PictureSize(width: 16, height: 12))
    let expected = try allFrames(VideoReader(path: scratch("clip.mkv"), workingSize: small))
    let reader = try VideoReader(path: scratch("clip.mkv"), workingSize: small)
    var frames: [UnconvertedFrame] = []
    while let frame = try await reader.nextUnconverted() { frames.append(frame) }
    #expect(frames.map(\.index) == expected.map(\.index) && frames.map(\.time) == expected.map(\.time))
    #expect(frames.map(\.thumbnail) == expected.map(\.thumbnail))
    for index in [4, 1, 3] { #expect(try frames[index].workingPicture() == expected[index].workingPicture) }
  }

  @Test("However a file is read, first, again or with other threads, the frames are the same")
  func same() throws {
    for selection in [FrameSelection.all, FrameSelection(start: 0.08, every: 2)] {
      let expected = try allFrames(
        VideoReader(
          path: scratch("clip.mkv"), selection: selection, workingSize: .exact(PictureSize(width: 16, height: 12))))
      let opened = try open(selection: selection)
      for threads in [2, 2, 1] {
        let frames = try frames(opened, threads: threads)
        #expect(frames.map(\.time) == expected.map(\.time))
        #expect(frames.map(\.picture) == expected.map(\.picture))
        #expect(frames.map(\.workingPicture) == expected.map(\.workingPicture))
      }
      #expect(try self.frames(open(selection: selection), threads: 1).map(\.picture) == expected.map(\.picture))
    }
  }
}
