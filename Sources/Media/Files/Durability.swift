import Foundation

// What has to outlive the power being cut is brought to the disk, and what was begun by a run that was stopped is opened again.

extension OutputFolder {
  /// Opens a file that exists, to be written and read.
  func reopen(_ name: String) -> Int32 { openat(descriptor, name, O_RDWR | O_CLOEXEC | O_NOFOLLOW) }

  /// Brings the names in the folder to the disk.
  package func sync() throws(MediaError) {
    // Some file systems can not do it for a folder.
    guard fsync(descriptor) == 0 || errno == EINVAL else { throw .write(errno, path: path) }
  }

  /// Brings a file in the folder to the disk.
  package func sync(_ name: String) throws(MediaError) {
    let number = reopen(name)
    guard number >= 0 else { throw .write(errno, path: self(name)) }
    try Descriptor(number, path: self(name)).sync()
  }
}

extension OutputFiles {
  /// The folder of a file, by descriptor.
  package static func folder(of path: String) throws(MediaError) -> OutputFolder {
    try OutputFolder(path: path.folderName, for: path)
  }

  /// Writes all of a file and brings it to the disk before it gets its name.
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

  /// Throws where another run is writing a file.
  package static func checkUnused(_ path: String) throws(MediaError) {
    guard let folder = try? folder(of: path) else { return }
    try PartialFile.checkUnused(path.fileName, in: folder)
  }

  /// Removes a file, and what was not finished of it.
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

  /// Cuts off what a run that was stopped has written behind a checkpoint.
  /// - Throws: where the file is shorter than that.
  func cut(to length: Int64) throws(MediaError) {
    var status = stat()
    guard fstat(number, &status) == 0 else { throw .write(errno, path: path) }
    guard status.st_size >= off_t(length) else {
      throw .notWritable(path: path, reason: "it is shorter than the checkpoint says; start anew with --overwrite")
    }
    guard ftruncate(number, off_t(length)) == 0, lseek(number, off_t(length), SEEK_SET) == off_t(length) else {
      throw .write(errno, path: path)
    }
  }
}
