import Foundation

/// A file that grows under a hidden name beside its place and gets its own name when it is whole.
///
/// It is always a new file: neither a link nor a file that has the hidden name is ever written through.
final class PartialFile {
  /// The place that it will have.
  let path: String
  let descriptor: Descriptor
  /// Under which it grows.
  let partialPath: String
  /// Whether a run may go on from what is written: it is left where the file can not be finished.
  var isKept = false
  private let folder: OutputFolder
  private let name: String
  private let partialName: String

  /// - Parameter name: of one component.
  init(_ name: String, in folder: OutputFolder) throws(MediaError) {
    self.folder = folder
    self.name = name
    partialName = Self.partialName(of: name)
    path = folder(name)
    partialPath = folder(partialName)
    try Self.checkUnused(name, in: folder)
    let number = folder.create(partialName)
    guard number >= 0 else {
      let code = errno
      // The folder is open: it can only be missing when it was removed.
      throw code == ENOENT ? .vanished(path: folder(name)) : .write(code, path: folder(name))
    }
    descriptor = Descriptor(number, path: path)
    try lock()
  }

  /// Goes on behind the first `length` bytes of a file that was not finished, or was finished too early.
  ///
  /// - Parameter check: throws where the file is not what it was; nothing was touched then.
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
    guard number >= 0 else { throw .write(errno, path: folder(name)) }
    descriptor = Descriptor(number, path: path)
    try lock()
    try check(descriptor)
    if isFinished, renameat(folder.descriptor, name, folder.descriptor, partialName) != 0 {
      throw .write(errno, path: folder(name))
    }
    try descriptor.cut(to: length)
  }

  convenience init(path: String) throws(MediaError) {
    let folder = path.folderName
    try self.init(path.fileName, in: OutputFolder(path: folder, for: path))
  }

  /// Keeps other runs away for as long as the file is open. Where the file system has no locks there are none.
  private func lock() throws(MediaError) {
    guard flock(descriptor.number, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK else { throw .inUse(path: path) }
  }

  /// Throws where another run is writing the file.
  static func checkUnused(_ name: String, in folder: OutputFolder) throws(MediaError) {
    let flags = O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOFOLLOW
    let number = openat(folder.descriptor, partialName(of: name), flags)
    guard number >= 0 else { return }
    defer { close(number) }
    if flock(number, LOCK_SH | LOCK_NB) != 0, errno == EWOULDBLOCK { throw .inUse(path: folder(name)) }
  }

  static func partialName(of name: String) -> String { ".\(name).part" }

  func write(_ bytes: [UInt8]) throws(MediaError) { try descriptor.write(bytes) }

  /// Keeps space back for what completes the file.
  func reserve() -> Reserve { Reserve(in: folder, for: name) }

  /// Throws when the hidden name is gone or leads to another file: nothing would be left of what is written.
  func checkPlace() throws(MediaError) {
    var named = stat()
    var opened = stat()
    guard fstatat(folder.descriptor, partialName, &named, AT_SYMLINK_NOFOLLOW) == 0,
      fstat(descriptor.number, &opened) == 0, named.st_ino == opened.st_ino, named.st_dev == opened.st_dev
    else { throw .vanished(path: path) }
  }

  /// Gives the file its name, in one step; what had it before is replaced, a link itself and not what it leads to. Where
  /// that fails, nothing is left, or what is kept.
  func finish() throws(MediaError) {
    do throws(MediaError) {
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

  /// Removes what was written, unless it is kept. Not to be called behind `finish()`.
  func discard() {
    if !isKept, (try? checkPlace()) != nil { folder.remove(partialName) }
    try? descriptor.close()
  }
}
