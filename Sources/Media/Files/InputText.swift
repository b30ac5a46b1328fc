import Foundation

/// Small files that are read at once: regular files only, limited in size.
package enum InputText {
  /// Throws `MediaError` unless the path is a readable regular file that is not empty.
  package static func checkRegularFile(_ path: String) throws(MediaError) { try InputFile.checkFile(path) }

  /// In bytes.
  package static func size(path: String) throws(MediaError) -> Int64 {
    try InputFile.checkFile(path)
    var status = stat()
    guard stat(path, &status) == 0 else { throw .notReadable(path: path, reason: String(cString: strerror(errno))) }
    return Int64(status.st_size)
  }

  /// - Parameters:
  ///   - maxBytes: the maximum size of the file.
  ///   - head: the maximum number of bytes to read, from the beginning; nil: all.
  /// - Throws: `MediaError`, `badLabelFile` if the file is larger.
  package static func read(path: String, maxBytes: Int64, head: Int? = nil) throws(MediaError) -> Data {
    try InputFile.checkFile(path)
    // Does not block if the name has become a pipe.
    let number = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard number >= 0 else { throw .notReadable(path: path, reason: String(cString: strerror(errno))) }
    let file = FileHandle(fileDescriptor: number, closeOnDealloc: true)
    var status = stat()
    guard fstat(number, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { throw .notARegularFile(path: path) }
    guard status.st_size <= maxBytes else {
      throw .badLabelFile(
        path: path, line: nil, reason: "it has \(status.st_size) bytes, too many for such a file")
    }
    do {
      return try file.read(upToCount: min(head ?? .max, Int(maxBytes))) ?? Data()
    } catch {
      throw .notReadable(path: path, reason: error.localizedDescription)
    }
  }
}
