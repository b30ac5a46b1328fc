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

  /// Removes a file or a link; nothing happens where there is none.
  package func remove(_ name: String) { unlinkat(descriptor, name, 0) }

  /// What is in the folder, hidden files too.
  package var names: [String] { (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [] }
}
