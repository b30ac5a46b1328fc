import Foundation
import Imaging
import Media
import TestSupport
import Testing

@Suite struct OutputTests {
  let scratch: TemporaryFolder
  init() throws { scratch = try TemporaryFolder() }

  private let size = Size(width: 32, height: 32)

  private func open(_ path: String, overwrite: Bool = false) throws -> VideoWriter {
    try VideoWriter(path: path, size: size, timeBase: Rational(1, 25), overwrite: overwrite)
  }

  @Test("an existing file is refused, unless it may be replaced")
  func existing() throws {
    let path = try scratch.write([1, 2, 3], to: "clip.mp4")
    #expect(mediaError { _ = try open(path) } == .exists(path: path))
    let writer = try open(path, overwrite: true)
    try writer.write(quarters(size), at: MediaTime(ticks: 0, timeBase: Rational(1, 25)))
    #expect([UInt8](try Data(contentsOf: URL(fileURLWithPath: path))) == [1, 2, 3])
    try writer.finish()
    #expect(try allFrames(VideoReader(path: path)).count == 1)
    #expect(scratch.names == ["clip.mp4"])
  }

  @Test("a bad place or a bad kind of file is refused, on the output side")
  func badPlaces() throws {
    let orphan = scratch("none/clip.mp4")
    #expect(mediaError { _ = try open(orphan) } == .folderMissing(path: orphan, folder: scratch("none")))
    for name in ["clip.webm", "clip.gif", "clip.avi", "clip.xyz", "clip"] {
      let path = scratch(name)
      let error = mediaError { _ = try open(path) }
      #expect(error == .unsuitableContainer(path: path))
      #expect(error?.side == .output)
    }
    try scratch.makeFolder("folder.mp4")
    guard case .notWritable = mediaError({ _ = try open(scratch("folder.mp4")) }) else {
      Issue.record("a folder was taken for a file")
      return
    }
    #expect(scratch.names == ["folder.mp4"])
  }

  @Test("a folder without write permission is refused", .enabled(if: geteuid() != 0, "root may write anywhere"))
  func readOnlyFolder() throws {
    try scratch.makeFolder("locked")
    try FileManager.default.setAttributes([.posixPermissions: 0o555], ofItemAtPath: scratch("locked"))
    guard case .notWritable = mediaError({ _ = try open(scratch("locked/clip.mp4")) }) else {
      Issue.record("writing into a locked folder was allowed")
      return
    }
  }

  @Test("a file that cannot be opened for writing is refused")
  func unopenable() throws {
    try scratch.makeFolder(".clip.mp4.part")
    guard case .notWritable = mediaError({ _ = try open(scratch("clip.mp4")) }) else {
      Issue.record("a folder in the place of the temporary file was not noticed")
      return
    }
  }

  @Test("a full disk is told as such", .enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
  func fullDisk() throws {
    // The temporary name leads to a device on which every write fails for lack of space.
    let part = scratch(".clip.mkv.part")
    try FileManager.default.createSymbolicLink(atPath: part, withDestinationPath: "/dev/full")
    let error = mediaError {
      let writer = try open(scratch("clip.mkv"))
      try writer.write(quarters(size), at: MediaTime(ticks: 0, timeBase: Rational(1, 25)))
      try writer.finish()
    }
    #expect(error == .diskFull(path: scratch("clip.mkv")))
    #expect(scratch.names.isEmpty)
  }

  @Test("nothing is left of a file that was given up")
  func discarded() throws {
    let writer = try open(scratch("clip.mp4"))
    try writer.write(quarters(size), at: MediaTime(ticks: 0, timeBase: Rational(1, 25)))
    writer.discard()
    #expect(scratch.names.isEmpty)
    #expect(mediaError { try writer.finish() } != nil)
    _ = try open(scratch("other.mp4"))
    #expect(scratch.names.isEmpty)
  }

  @Test("a file without frames is not written")
  func noFrames() throws {
    let path = scratch("clip.mp4")
    #expect(mediaError { try open(path).finish() } == .noFrames(path: path))
    #expect(scratch.names.isEmpty)
  }

  @Test("a picture of another size is refused")
  func otherSize() throws {
    let path = scratch("clip.mp4")
    let writer = try open(path)
    let other = Size(width: 16, height: 32)
    let error = mediaError { try writer.write(quarters(other), at: MediaTime(ticks: 0, timeBase: Rational(1, 25))) }
    #expect(error == .pictureSizeChanged(path: path, expected: size, actual: other))
  }
}
