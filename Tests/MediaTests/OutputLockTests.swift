import Foundation
import Media
import Synchronization
import TestSupport
import Testing

/// Only the run that holds the lock of an output touches its files.
@Suite struct OutputLockTests {
  let scratch: TemporaryFolder

  init() throws { scratch = try TemporaryFolder() }

  @Test("a locked file is refused to others until it is released, and the lock file is removed")
  func file() throws {
    let path = scratch("clip.mp4")
    try OutputLock.check(.file(path))
    var lock = try OutputLock.take(.file(path))
    #expect(lock != nil && scratch.names == [".clip.mp4.lock"])
    #expect(mediaError { _ = try OutputLock.take(.file(path)) } == .inUse(path: path))
    #expect(mediaError { try OutputLock.check(.file(path)) } == .inUse(path: path))
    lock = nil
    #expect(scratch.names.isEmpty)
    try OutputLock.check(.file(path))
  }

  @Test("the lock file of a killed run is taken over")
  func leftFile() throws {
    try scratch.write([], to: ".clip.mp4.lock")
    #expect(try OutputLock.take(.file(scratch("clip.mp4"))) != nil)
    #expect(scratch.names.isEmpty)
  }

  @Test(
    "something else with the name of the lock file is named in the error, and stays",
    arguments: ["file", "link", "folder", "pipe"])
  func foreignLockFile(kind: String) throws {
    let name = ".clip.mp4.lock"
    try scratch.write([1], to: "other")
    switch kind {
    case "file": try scratch.write([1], to: name)
    case "link":
      try FileManager.default.createSymbolicLink(atPath: scratch(name), withDestinationPath: scratch("other"))
    case "folder": try scratch.makeFolder(name)
    default: mkfifo(scratch(name), 0o600)
    }
    for attempt in [OutputLock.check, { _ = try OutputLock.take($0) }] {
      guard case .notWritable(scratch("clip.mp4"), let reason) = mediaError({ try attempt(.file(scratch("clip.mp4"))) })
      else {
        Issue.record("a \(kind) was taken for a lock file")
        continue
      }
      #expect(reason.contains(scratch(name)) && reason.contains("remove it"))
    }
    #expect(scratch.names == [name, "other"])
  }

  @Test("a run whose lock file was removed still has its output: its partial file is locked")
  func removedLockFile() throws {
    let path = scratch("clip.csv")
    let lock = try OutputLock.take(.file(path))
    let text = try OutputText(path: path, overwrite: false)
    try FileManager.default.removeItem(atPath: scratch(".clip.csv.lock"))
    #expect(mediaError { _ = try OutputLock.take(.file(path)) } == .inUse(path: path))
    #expect(mediaError { try OutputLock.check(.file(path)) } == .inUse(path: path))
    try text.finish()
    withExtendedLifetime(lock) {}
    #expect(scratch.names == ["clip.csv"])
    #expect(try OutputLock.take(.file(path)) != nil)
  }

  @Test("a locked folder is refused to others; if it was created for the lock, it stays only with contents")
  func folder() throws {
    let path = scratch("a/labels")
    for isUsed in [false, true] {
      var lock = try OutputLock.take(.folder(path))
      #expect(lock != nil)
      #expect(mediaError { _ = try OutputLock.take(.folder(path)) } == .inUse(path: path))
      #expect(mediaError { try OutputLock.check(.folder(path)) } == .inUse(path: path))
      if isUsed { try scratch.write([1], to: "a/labels/000000.png") }
      lock = nil
      #expect(FileManager.default.fileExists(atPath: scratch("a")) == isUsed)
    }
    try OutputLock.check(.folder(path))
  }

  @Test("at a place that is not a folder there is nothing to lock")
  func noPlace() throws {
    try scratch.write([1], to: "file")
    #expect(try OutputLock.take(.folder(scratch("file"))) == nil)
    #expect(try OutputLock.take(.file(scratch("file/clip.mp4"))) == nil)
    #expect(try OutputLock.take(.file(scratch("none/clip.mp4"))) == nil)
  }

  @Test("of many that take and release it at the same time, one at a time has it", arguments: [false, true])
  func concurrent(isFolder: Bool) throws {
    let target: OutputLock.Target = isFolder ? .folder(scratch("labels")) : .file(scratch("clip.mp4"))
    let holders = Atomic(0)
    let most = Atomic(0)
    let taken = Atomic(0)
    DispatchQueue.concurrentPerform(iterations: 8) { _ in
      for _ in 0..<50 {
        guard let lock = try? OutputLock.take(target) else { continue }
        most.max(holders.wrappingAdd(1, ordering: .relaxed).newValue, ordering: .relaxed)
        taken.wrappingAdd(1, ordering: .relaxed)
        holders.wrappingSubtract(1, ordering: .relaxed)
        withExtendedLifetime(lock) {}
      }
    }
    #expect(most.load(ordering: .relaxed) == 1 && taken.load(ordering: .relaxed) > 0)
    // The folder stays if one has created it and another has got the lock.
    #expect(isFolder || scratch.names.isEmpty)
  }
}
