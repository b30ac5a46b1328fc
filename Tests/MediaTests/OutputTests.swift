import Foundation
import Imaging
import Media
import Randomness
import TestSupport
import Testing

/// SAFETY: the lock guards the array while several threads open; it is read when all have ended.
private final class Opened: @unchecked Sendable {
  private let lock = NSLock()
  private(set) var texts: [OutputText] = []

  func tryToOpen(_ path: String) {
    guard let text = try? OutputText(path: path, overwrite: true) else { return }
    lock.withLock { texts.append(text) }
  }
}

@Suite struct OutputTests {
  let scratch: TemporaryFolder
  init() throws { scratch = try TemporaryFolder() }

  private let size = PictureSize(width: 32, height: 32)

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

  @Test(
    "of several that begin a file at the same time, one gets it and keeps it; a file of an ended run is no obstacle")
  func concurrentStarts() throws {
    for round in 0..<200 {
      let name = "labels\(round).csv"
      if round.isMultiple(of: 2) { try scratch.write([1, 2, 3], to: ".\(name).part") }
      let path = scratch(name)
      let opened = Opened()
      DispatchQueue.concurrentPerform(iterations: 8) { _ in opened.tryToOpen(path) }
      #expect(opened.texts.count == 1)
      try opened.texts.first?.finish()
      #expect(FileManager.default.fileExists(atPath: path))
    }
  }

  @Test("a file being written is locked, and a device is rejected")
  func inUse() throws {
    let path = scratch("clip.mp4")
    let writer = try open(path)
    let time = MediaTime(ticks: 0, timeBase: Rational(1, 25))
    try writer.write(quarters(size), at: time)
    #expect(mediaError { try open(path, overwrite: true).write(quarters(size), at: time) } == .inUse(path: path))
    try writer.finish()
    #expect(try allFrames(VideoReader(path: path)).count == 1)
    let fifo = scratch("pipe.mp4")
    mkfifo(fifo, 0o600)
    guard case .notWritable = mediaError({ _ = try open(fifo, overwrite: true) }) else {
      Issue.record("a pipe was replaced")
      return
    }
  }

  @Test(
    "a link to a device is not replaced, a link to a file or to nothing is",
    arguments: [("/dev/null", false), ("/proc/self/fd/1", false), ("device", false), ("file", true), ("none", true)])
  func links(target: String, isReplaced: Bool) throws {
    try scratch.write([1], to: "file")
    try FileManager.default.createSymbolicLink(atPath: scratch("device"), withDestinationPath: "/dev/null")
    let path = scratch("labels.md5")
    try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: target)
    let error = mediaError { try OutputFiles.checkTarget(path, overwrite: true) }
    #expect(isReplaced ? error == nil : error?.description.contains("or - for standard output") == true)
  }

  @Test("an invalid place or type of output file is an output error")
  func badPlaces() throws {
    let orphan = scratch("none/clip.mp4")
    #expect(mediaError { _ = try open(orphan) } == .folderMissing(path: orphan, folder: scratch("none")))
    for name in ["clip.gif", "clip.avi", "clip.xyz", "clip"] {
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

  @Test(
    "when the disk is full, what was written is finished", .enabled(if: SmallDisk.isPossible, "needs a mount"),
    arguments: ["clip.mp4", "clip.mov", "clip.mkv"])
  func fullDisk(name: String) throws {
    let disk = try SmallDisk(megabytes: 1)
    let large = PictureSize(width: 320, height: 240)
    let writer = try VideoWriter(
      path: disk(name), size: large, timeBase: Rational(1, 25), encoding: EncodingSettings(crf: 1, preset: .ultrafast))
    var random = SplitMix64(seed: 1)
    let error = mediaError {
      for n in 0..<1000 {
        let noise = (0..<(3 * large.count)).map { _ in UInt8.random(in: 0...255, using: &random) }
        try writer.write(
          Picture(size: large, bytes: noise), at: MediaTime(ticks: Int64(n), timeBase: Rational(1, 25)))
      }
    }
    #expect(error == .diskFull(path: disk(name)))
    try writer.finish(isComplete: false)
    #expect(writer.count > 0)
    #expect(try allFrames(VideoReader(path: disk(name))).count == writer.count)
    #expect(try FileManager.default.contentsOfDirectory(atPath: disk.path) == [name])
  }

  @Test(
    "space that is kept back is free at once, though another process has its file open",
    .enabled(if: SmallDisk.isPossible, "needs a mount"))
  func sharedReserve() throws {
    let disk = try SmallDisk(megabytes: 1)
    let reserve = Reserve(in: try OutputFolder(path: disk.path, for: disk("clip.mkv")), for: "clip.mkv")
    try reserve.grow(to: 1 << 19)
    // What a process has that is being started beside this one.
    let copies = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").filter {
      let target = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/" + $0)
      return target?.hasPrefix(disk.path) ?? false
    }.compactMap(Int32.init).map { dup($0) }
    defer { for copy in copies { close(copy) } }
    reserve.release()
    try Data(repeating: 1, count: 900_000).write(to: URL(fileURLWithPath: disk("large")))
  }

  @Test("no link is written through: neither one with the hidden name nor one with the final name")
  func links() throws {
    let victim = try scratch.write([1, 2, 3], to: "victim")
    for name in [".clip.mp4.part", "clip.mp4"] {
      try FileManager.default.createSymbolicLink(atPath: scratch(name), withDestinationPath: victim)
    }
    #expect(mediaError { _ = try open(scratch("clip.mp4")) } == .exists(path: scratch("clip.mp4")))
    let writer = try open(scratch("clip.mp4"), overwrite: true)
    try writer.write(quarters(size), at: MediaTime(ticks: 0, timeBase: Rational(1, 25)))
    try writer.finish()
    #expect([UInt8](try Data(contentsOf: URL(fileURLWithPath: victim))) == [1, 2, 3])
    #expect(try allFrames(VideoReader(path: scratch("clip.mp4"))).count == 1)
    #expect(scratch.names == ["clip.mp4", "victim"])

    // A link that leads nowhere is something that exists.
    try FileManager.default.createSymbolicLink(atPath: scratch("other.mp4"), withDestinationPath: scratch("new"))
    #expect(mediaError { _ = try open(scratch("other.mp4")) } == .exists(path: scratch("other.mp4")))
  }

  @Test("a link that replaces the file during writing is an error, and its target is unchanged")
  func exchanged() throws {
    let victim = try scratch.write([1, 2, 3], to: "victim")
    let writer = try open(scratch("clip.mp4"))
    try writer.write(quarters(size), at: MediaTime(ticks: 0, timeBase: Rational(1, 25)))
    try FileManager.default.removeItem(atPath: scratch(".clip.mp4.part"))
    try FileManager.default.createSymbolicLink(atPath: scratch(".clip.mp4.part"), withDestinationPath: victim)
    #expect(mediaError { try writer.finish() } == .vanished(path: scratch("clip.mp4")))
    #expect([UInt8](try Data(contentsOf: URL(fileURLWithPath: victim))) == [1, 2, 3])
    #expect(scratch.names == [".clip.mp4.part", "victim"])
  }

  @Test("a removed folder is reported as such")
  func vanished() throws {
    try scratch.makeFolder("out")
    let writer = try open(scratch("out/clip.mkv"))
    try FileManager.default.removeItem(atPath: scratch("out"))
    let error = mediaError {
      for n in 0..<60 { try writer.write(quarters(size), at: MediaTime(ticks: Int64(n), timeBase: Rational(1, 25))) }
      try writer.finish()
    }
    #expect(error == .vanished(path: scratch("out/clip.mkv")))
    #expect(scratch.names.isEmpty)
  }

  @Test("nothing is left of a discarded file")
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
    let other = PictureSize(width: 16, height: 32)
    let error = mediaError { try writer.write(quarters(other), at: MediaTime(ticks: 0, timeBase: Rational(1, 25))) }
    #expect(error == .pictureSizeChanged(path: path, expected: size, actual: other))
  }
}
