import Foundation

/// A folder that is written into, held open: what is made in it stays in it, whatever links are put there meanwhile and
/// whatever becomes of its name.
package final class OutputFolder: Sendable {
  /// As the user named it.
  package let path: String
  let descriptor: Int32

  /// Opens a folder that exists. A link that leads to one is followed, for it was named.
  /// - Parameter file: the file that errors are about; nil: the folder itself.
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

  /// The path of something in the folder, for messages.
  package func callAsFunction(_ name: String) -> String { path.isEmpty ? name : path + "/" + name }

  /// Makes a new, empty file to be written and read; what has the name already is removed, a link too.
  func create(_ name: String) -> Int32 {
    unlinkat(descriptor, name, 0)
    return openat(descriptor, name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o666)
  }

  /// Makes a file that has no name; −1 where the file system has no such files.
  func createNameless() -> Int32 {
    #if os(Linux)
      // O_TMPFILE, which is no simple constant.
      return openat(descriptor, ".", O_RDWR | O_CLOEXEC | O_DIRECTORY | 0o20_000_000, 0o600)
    #else
      return -1
    #endif
  }

  /// Writes all of a file: it appears whole or not at all.
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

  /// More is no label image: the most pixels that are decoded, at 2 bytes each.
  private static let maxBytes = 2 * InputOptions.defaultMaxPixels + 1 << 20

  /// All of a file that was written; nil where there is none, or something else in its place: a link, a pipe, a folder, a
  /// file that is larger than any.
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

  /// Removes a file or a link; nothing happens where there is none.
  package func remove(_ name: String) { unlinkat(descriptor, name, 0) }

  /// What is in the folder, hidden files too.
  package var names: [String] { (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [] }
}
