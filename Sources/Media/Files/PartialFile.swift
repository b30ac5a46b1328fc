import Foundation

/// A file that is written under a hidden name in its folder and renamed when complete.
///
/// It is always a new file: an existing link or file with the hidden name is never written through.
final class PartialFile {
  /// The final path.
  let path: String
  let descriptor: Descriptor
  /// The hidden path.
  let partialPath: String
  /// Whether a run may resume from the partial file: it is kept if the file can not be finished.
  var isKept = false
  /// What resuming it changes: see ``resume()``.
  private var resumption: (length: Int64, isFinished: Bool)?
  private let folder: OutputFolder
  private let name: String
  private let partialName: String

  /// - Parameter name: one path component.
  init(_ name: String, in folder: OutputFolder) throws(MediaError) {
    self.folder = folder
    self.name = name
    partialName = Self.partialName(of: name)
    path = folder(name)
    partialPath = folder(partialName)
    descriptor = try Self.create(name, in: folder)
  }

  /// Resumes after the first `length` bytes of a file that was not finished, or was finished too early. Nothing is changed
  /// before ``resume()``.
  ///
  /// - Parameter check: throws if the contents were changed.
  init(
    _ name: String, in folder: OutputFolder, resumedAt length: Int64, check: (Descriptor) throws(MediaError) -> Void
  ) throws(MediaError) {
    self.folder = folder
    self.name = name
    partialName = Self.partialName(of: name)
    path = folder(name)
    partialPath = folder(partialName)
    var number = folder.reopen(partialName)
    let isFinished = number < 0 && errno == ENOENT
    if isFinished { number = folder.reopen(name) }
    guard number >= 0 else { throw .resuming(errno, path: folder(name)) }
    descriptor = Descriptor(number, path: path)
    try descriptor.lock()
    try check(descriptor)
    resumption = (length, isFinished)
  }

  /// Cuts off what is behind the place to resume from. To be called before the first write.
  func resume() throws(MediaError) {
    guard let (length, isFinished) = resumption else { return }
    if isFinished {
      guard renameat(folder.descriptor, name, folder.descriptor, partialName) == 0 else {
        throw .write(errno, path: path)
      }
      resumption?.isFinished = false
    }
    try descriptor.cut(to: length)
    resumption = nil
  }

  convenience init(path: String) throws(MediaError) {
    let folder = path.folderName
    try self.init(path.fileName, in: OutputFolder(path: folder, for: path))
  }

  /// Creates and locks a new file under the hidden name.
  ///
  /// A file that an earlier run left there is removed only while its lock is held. Otherwise two runs that start at the
  /// same time could remove each other's file.
  private static func create(_ name: String, in folder: OutputFolder) throws(MediaError) -> Descriptor {
    let partialName = partialName(of: name)
    for _ in 0..<100 {
      let flags = O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOFOLLOW
      let opened = openat(folder.descriptor, partialName, flags)
      let isFree = opened < 0 && errno == ENOENT
      let earlier = Descriptor(opened, path: folder(name))
      if opened >= 0 {
        try earlier.lock()
        guard folder.has(earlier, as: partialName) else { continue }
      }
      // A link can not be opened; it is removed without a lock.
      if !isFree, !folder.remove(partialName), errno != ENOENT { throw .write(errno, path: folder(name)) }
      let number = folder.createExclusively(partialName)
      // Another run has created it after the check.
      if number < 0, errno == EEXIST { continue }
      guard number >= 0 else {
        let code = errno
        // The folder is open, so it can only be missing because it was removed.
        throw code == ENOENT ? .vanished(path: folder(name)) : .write(code, path: folder(name))
      }
      let created = Descriptor(number, path: folder(name))
      try created.lock()
      guard folder.has(created, as: partialName) else { continue }
      return created
    }
    throw .inUse(path: folder(name))
  }

  static func partialName(of name: String) -> String { ".\(name).part" }

  func write(_ bytes: [UInt8]) throws(MediaError) { try descriptor.write(bytes) }

  /// Reserves space for completing the file.
  func reserve() -> Reserve { Reserve(in: folder, for: name) }

  /// Throws if the hidden name is gone or is another file: the written data would be lost.
  func checkPlace() throws(MediaError) {
    guard folder.has(descriptor, as: partialName) else { throw .vanished(path: path) }
  }

  /// Renames the file atomically, replacing an existing file or link. On failure nothing remains, unless the file is
  /// kept.
  func finish() throws(MediaError) {
    do throws(MediaError) {
      try resume()
      try checkPlace()
      try descriptor.close()
      guard renameat(folder.descriptor, partialName, folder.descriptor, name) == 0 else {
        throw .write(errno, path: path)
      }
    } catch {
      if !isKept { folder.remove(partialName) }
      throw error
    }
  }

  /// Removes the partial file, unless it is kept. Do not call it after `finish()`.
  func discard() {
    if !isKept, (try? checkPlace()) != nil { folder.remove(partialName) }
    try? descriptor.close()
  }
}
