import Foundation

/// A folder held open for writing. Files stay in it even if links are inserted or the folder is renamed.
package final class OutputFolder: Sendable {
  /// As given by the user.
  package let path: String
  let descriptor: Int32

  /// Opens an existing folder. A link to a folder is followed, since the user named it.
  /// - Parameter file: the file named in errors; nil: the folder itself.
  package init(path: String, for file: String? = nil) throws(MediaError) {
    self.path = path
    descriptor = open(path.isEmpty ? "." : path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else {
      let code = errno
      guard let file, code == ENOENT || code == ENOTDIR else { throw .write(code, path: file ?? path) }
      throw .folderMissing(path: file, folder: path)
    }
  }

  deinit { close(descriptor) }

  /// The path of an entry of the folder, for messages.
  package func callAsFunction(_ name: String) -> String { path.isEmpty ? name : path + "/" + name }

  /// Creates a new, empty file for reading and writing; an existing entry is removed, also a link.
  func create(_ name: String) -> Int32 {
    remove(name)
    return createExclusively(name)
  }

  /// Creates a new, empty file for reading and writing; fails if there is an entry of that name.
  func createExclusively(_ name: String) -> Int32 {
    openat(descriptor, name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o666)
  }

  /// Whether files can be created in it.
  var isWritable: Bool { faccessat(descriptor, ".", W_OK | X_OK, 0) == 0 }

  /// Whether the path still leads to this folder.
  var isAtItsPath: Bool {
    var named = stat()
    var opened = stat()
    return stat(path.isEmpty ? "." : path, &named) == 0 && fstat(descriptor, &opened) == 0
      && Self.areSame(named, opened)
  }

  /// Whether an open file has this name in the folder.
  func has(_ file: Descriptor, as name: String) -> Bool {
    var named = stat()
    var opened = stat()
    return fstatat(descriptor, name, &named, AT_SYMLINK_NOFOLLOW) == 0 && fstat(file.number, &opened) == 0
      && Self.areSame(named, opened)
  }

  private static func areSame(_ a: stat, _ b: stat) -> Bool { a.st_ino == b.st_ino && a.st_dev == b.st_dev }

  /// Creates an unnamed file; −1 if the file system does not support that.
  func createNameless() -> Int32 {
    #if os(Linux)
      // O_TMPFILE, which Swift does not import.
      return openat(descriptor, ".", O_RDWR | O_CLOEXEC | O_DIRECTORY | 0o20_000_000, 0o600)
    #else
      return -1
    #endif
  }

  /// Writes a file atomically.
  package func write(_ bytes: [UInt8], to name: String) throws(MediaError) {
    let file = try PartialFile(name, in: self)
    do throws(MediaError) {
      try file.write(bytes)
      try file.finish()
    } catch {
      file.discard()
      throw error
    }
  }

  /// The maximum size of a label image: the maximum number of decoded pixels, at 2 bytes each.
  private static let maxBytes = 2 * InputOptions.defaultMaxPixels + 1 << 20

  /// The contents of a written file; nil if missing, or if it is a link, a pipe, a folder, or too large.
  package func read(_ name: String) throws(MediaError) -> [UInt8]? {
    let number = openat(descriptor, name, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOFOLLOW)
    guard number >= 0 else { return nil }
    let file = Descriptor(number, path: self(name))
    var status = stat()
    guard fstat(number, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
      status.st_size <= Self.maxBytes
    else { return nil }
    var bytes: [UInt8] = []
    while bytes.count < Int(status.st_size) {
      bytes += try file.read(min(1 << 20, Int(status.st_size) - bytes.count), at: Int64(bytes.count))
    }
    return bytes
  }

  /// Removes a file or a link. Returns whether it was removed; if not, `errno` says why.
  @discardableResult
  package func remove(_ name: String) -> Bool { unlinkat(descriptor, name, 0) == 0 }

  /// The seconds since a file was changed; nil if it is missing.
  func age(of name: String) -> Int? {
    var status = stat()
    guard fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { return nil }
    #if os(Linux)
      return time(nil) - status.st_mtim.tv_sec
    #else
      return time(nil) - status.st_mtimespec.tv_sec
    #endif
  }

  /// All entries of the folder, including hidden ones.
  package var names: [String] { (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [] }
}
