import Foundation

// Syncing to disk what must survive a power failure, and reopening files of a stopped run.

extension OutputFolder {
  /// Opens an existing regular file for reading and writing. A file with other hard links is rejected: `EMLINK`.
  func reopen(_ name: String) -> Int32 {
    let number = openat(descriptor, name, O_RDWR | O_NONBLOCK | O_CLOEXEC | O_NOFOLLOW)
    guard number >= 0 else { return number }
    var status = stat()
    let isOwn = fstat(number, &status) == 0 && status.st_mode & S_IFMT == S_IFREG && status.st_nlink <= 1
    guard !isOwn else { return number }
    close(number)
    errno = EMLINK
    return -1
  }

  /// Syncs the folder's entries to disk.
  package func sync() throws(MediaError) {
    // Some file systems do not support this for folders.
    guard fsync(descriptor) == 0 || errno == EINVAL else { throw .write(errno, path: path) }
  }

  /// Syncs a file in the folder to disk.
  package func sync(_ name: String) throws(MediaError) {
    // The file is not written, so other hard links are allowed.
    let number = openat(descriptor, name, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOFOLLOW)
    guard number >= 0 else { throw .write(errno, path: self(name)) }
    try Descriptor(number, path: self(name)).sync()
  }
}

extension OutputFiles {
  /// Opens the folder of a file.
  package static func folder(of path: String) throws(MediaError) -> OutputFolder {
    try OutputFolder(path: path.folderName, for: path)
  }

  /// Writes a file and syncs it to disk before renaming it.
  package static func writeDurably(_ bytes: [UInt8], to path: String) throws(MediaError) {
    let folder = try folder(of: path)
    let file = try PartialFile(path.fileName, in: folder)
    do throws(MediaError) {
      try file.write(bytes)
      try file.descriptor.sync()
      try file.finish()
    } catch {
      file.discard()
      throw error
    }
    try folder.sync()
  }

  /// Removes a file and its unfinished temporary file.
  package static func remove(_ path: String) {
    guard let folder = try? folder(of: path) else { return }
    let name = path.fileName
    folder.remove(name)
    folder.remove(PartialFile.partialName(of: name))
  }
}

extension Descriptor {
  func sync() throws(MediaError) {
    guard number <= STDERR_FILENO || fsync(number) == 0 else { throw .write(errno, path: path) }
  }

  /// In bytes.
  var length: Int64 {
    get throws(MediaError) {
      var status = stat()
      guard fstat(number, &status) == 0 else { throw .write(errno, path: path) }
      return Int64(status.st_size)
    }
  }

  /// The MD5 digest of the first `length` bytes.
  func digest(of length: Int64) throws(MediaError) -> String {
    var place: Int64 = 0
    return try MD5.digest { () throws(MediaError) -> [UInt8]? in
      guard place < length else { return nil }
      let piece = try read(Int(min(1 << 20, length - place)), at: place)
      place += Int64(piece.count)
      return piece
    }
  }

  /// At least one and at most `count` bytes, starting at a position.
  func read(_ count: Int, at place: Int64) throws(MediaError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    while true {
      let done = pread(number, &bytes, count, off_t(place))
      if done < 0, errno == EINTR { continue }
      guard done > 0 else { throw .notReadable(path: path, reason: "it ends too early") }
      return Array(bytes[..<done])
    }
  }

  /// Removes data that a stopped run wrote after a checkpoint.
  /// - Throws: if the file is shorter than `length`.
  func cut(to length: Int64) throws(MediaError) {
    var status = stat()
    guard fstat(number, &status) == 0 else { throw .write(errno, path: path) }
    guard status.st_size >= off_t(length) else {
      throw .notWritable(path: path, reason: "it is shorter than the checkpoint says; start again with --overwrite")
    }
    guard ftruncate(number, off_t(length)) == 0, lseek(number, off_t(length), SEEK_SET) == off_t(length) else {
      throw .write(errno, path: path)
    }
  }
}
