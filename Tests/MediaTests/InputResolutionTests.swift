import Foundation
import Imaging
import Media
import TestSupport
import Testing

@Suite struct InputResolutionTests {
  let scratch: TemporaryFolder
  init() throws { scratch = try TemporaryFolder() }

  private func addImages(
    _ names: [String], _ size: PictureSize = PictureSize(width: 8, height: 6), _ color: RGBColor = red
  ) throws {
    let png = try PictureImage.png(Picture(size: size, filledWith: color))
    for name in names { try scratch.write(png, to: name) }
  }

  private func names(_ input: MediaInput) -> [String] {
    guard case .images(let paths, _) = input else { return [] }
    return paths.map { ($0 as NSString).lastPathComponent }
  }

  @Test("a folder gives its images in byte order, without hidden and other files")
  func folder() throws {
    try scratch.makeFolder("shots/inner.png")
    try addImages(["shots/b.png", "shots/B.PNG", "shots/a10.png", "shots/a2.jpeg", "shots/.a.png", "shots/notes.txt"])
    let input = try MediaInput.resolve(scratch("shots"))
    #expect(names(input) == ["B.PNG", "a10.png", "a2.jpeg", "b.png"])
    #expect(input.name == "shots")
  }

  @Test("a number pattern runs from the lowest number to the first gap")
  func numbers() throws {
    try addImages(["f_0003.png", "f_0004.png", "f_0005.png", "f_0007.png", "f_6.png", "f_00006.png"])
    #expect(names(try MediaInput.resolve(scratch("f_%04d.png"))) == ["f_0003.png", "f_0004.png", "f_0005.png"])
    #expect(names(try MediaInput.resolve(scratch("f_%d.png"))) == ["f_6.png"])
  }

  @Test("a glob pattern gives its matches in byte order")
  func glob() throws {
    try addImages(["x2.png", "x10.png", "y1.png"])
    #expect(names(try MediaInput.resolve(scratch("x*.png"))) == ["x10.png", "x2.png"])
    #expect(names(try MediaInput.resolve(scratch("[y]?.png"))) == ["y1.png"])
  }

  @Test("an existing file takes precedence over a pattern")
  func oddNames() throws {
    for name in ["100%d.png", "a[1]*.png", "f:g.png"] {
      try addImages([name])
      let input = try MediaInput.resolve(scratch(name))
      #expect(names(input) == [name])
      #expect(try allFrames(openFrames(input)).count == 1)
    }
    _ = try writeClip(scratch("50%d.mp4"))
    #expect(try MediaInput.resolve(scratch("50%d.mp4")) == .video(path: scratch("50%d.mp4")))
    #expect(try allFrames(VideoReader(path: scratch("50%d.mp4"))).count == 5)
  }

  @Test("missing files, folders and patterns have different errors")
  func missing() throws {
    try scratch.makeFolder("bare")
    let (word, pattern, bare) = (scratch("none.mp4"), scratch("n%03d.png"), scratch("bare"))
    #expect(mediaError { _ = try MediaInput.resolve(word) } == .noSuchFile(path: word))
    #expect(mediaError { _ = try MediaInput.resolve(pattern) } == .noMatch(pattern: pattern))
    #expect(mediaError { _ = try MediaInput.resolve(bare) } == .folderWithoutImages(path: bare))
  }

  @Test("images are frames whose times count at the given rate")
  func sequence() throws {
    for (n, color) in [red, green, blue, white].enumerated() {
      try addImages(["s\(n).png"], PictureSize(width: 8, height: 6), color)
    }
    let input = try MediaInput.resolve(scratch("s%d.png"), rate: Rational(10, 1))
    let frames = try allFrames(openFrames(input))
    #expect(frames.map(\.time.ticks) == [0, 1, 2, 3])
    #expect(frames.allSatisfy { $0.time.timeBase == Rational(1, 10) })
    #expect(frames.map { $0.picture[3, 3] } == [red, green, blue, white])

    let some = try openFrames(input, selection: FrameSelection(start: 0.1, every: 2))
    #expect(some.expectedFrames == 2)
    #expect(try allFrames(some).map(\.time.ticks) == [1, 3])
  }

  @Test("an image of another size is an error that names both")
  func differentSizes() throws {
    try addImages(["s0.png"])
    try addImages(["s1.png"], PictureSize(width: 9, height: 6))
    let error = mediaError { _ = try allFrames(openFrames(MediaInput.resolve(scratch("s%d.png")))) }
    #expect(
      error
        == .sizesDiffer(
          first: scratch("s0.png"), firstSize: PictureSize(width: 8, height: 6), other: scratch("s1.png"),
          otherSize: PictureSize(width: 9, height: 6)))
  }
}
