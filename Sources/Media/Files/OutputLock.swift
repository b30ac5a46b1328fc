import Foundation

/// The lock of an output. A run holds it from before it looks for an earlier run until its end. Only its holder touches
/// the output and its work files.
///
/// A folder is locked itself. A file is replaced at the end, so it has an empty lock file beside it (`.NAME.lock`), which
/// the holder removes. The system releases the lock of a killed run. On file systems without locks this has no effect.
///
/// One rule for files: an output is free if its lock file and its partial file (`.NAME.part`) are missing or can be
/// locked. A name that can not be opened, or is not a lock file, is an error: nobody knows who uses it.
package final class OutputLock {
  package enum Target {
    case file(String)
    case folder(String)
  }

  private let folder: OutputFolder
  /// The lock file in the folder; nil: the folder itself is locked.
  private let file: (descriptor: Descriptor, name: String)?
  /// The locked folder and its parents, as far as they were created for it, the innermost first.
  private let madeFolders: [String]

  private init(
    _ folder: OutputFolder, file: (descriptor: Descriptor, name: String)? = nil, madeFolders: [String] = []
  ) {
    self.folder = folder
    self.file = file
    self.madeFolders = madeFolders
  }

  /// Releases the lock, and removes created folders if they are still empty.
  deinit {
    if let file, folder.has(file.descriptor, as: file.name) { folder.remove(file.name) }
    for folder in madeFolders { rmdir(folder) }
    // A process that is being started may hold a copy of the descriptor, so closing may not release the lock.
    flock(number, LOCK_UN)
  }

  private var number: Int32 { file?.descriptor.number ?? folder.descriptor }

  /// Takes the lock of an output. A missing folder is created.
  ///
  /// - Returns: nil if the place of the output is not writable: then no run can write there.
  /// - Throws: `inUse` if another run holds the lock.
  package static func take(_ target: Target) throws(MediaError) -> OutputLock? {
    switch target {
    case .file(let path): try take(file: path)
    case .folder(let path): try take(folder: path)
    }
  }

  /// Throws `inUse` if a run holds the lock. Touches nothing.
  package static func check(_ target: Target) throws(MediaError) {
    switch target {
    case .file(let path):
      guard let folder = try? OutputFiles.folder(of: path), folder.isWritable else { return }
      try lockFile(of: path, in: folder)?.lock(LOCK_SH)
      try checkPartialFile(of: path, in: folder)
    case .folder(let path):
      let folder = Descriptor(open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC), path: path)
      if folder.number >= 0 { try folder.lock(LOCK_SH) }
    }
  }

  private static func name(for path: String) -> String { ".\(path.fileName).lock" }

  private static func take(file path: String) throws(MediaError) -> OutputLock? {
    let name = name(for: path)
    guard let folder = try? OutputFiles.folder(of: path), folder.isWritable else { return nil }
    // A holder that ends between opening and locking removes the file: then another one is needed.
    for _ in 0..<100 {
      let file = try lockFile(of: path, in: folder) ?? Descriptor(folder.createExclusively(name), path: path)
      guard file.number >= 0 else {
        switch errno {
        case EEXIST: continue
        case EACCES, EPERM, EROFS, ENOENT, ENAMETOOLONG: return nil
        default: throw .write(errno, path: path)
        }
      }
      try file.lock()
      guard folder.has(file, as: name) else { continue }
      let taken = OutputLock(folder, file: (file, name))
      try checkPartialFile(of: path, in: folder)
      return taken
    }
    throw .inUse(path: path)
  }

  /// The existing lock file of an output; nil if missing.
  private static func lockFile(of path: String, in folder: OutputFolder) throws(MediaError) -> Descriptor? {
    guard let file = try existing(name(for: path), of: path, in: folder) else { return nil }
    var status = stat()
    // The holder removes it at the end, so it must be nothing else.
    guard fstat(file.number, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size == 0 else {
      throw .notWritable(
        path: path, reason: "\(folder(name(for: path))) has the name of its lock file, and is not one; remove it")
    }
    return file
  }

  /// Throws `inUse` if the partial file is locked: somebody removed the lock file of a run that goes on.
  private static func checkPartialFile(of path: String, in folder: OutputFolder) throws(MediaError) {
    try existing(PartialFile.partialName(of: path.fileName), of: path, in: folder)?.lock(LOCK_SH)
  }

  /// Opens an entry of the folder; nil if missing. Another user's file may only be readable: that suffices for a lock,
  /// except on network file systems.
  private static func existing(
    _ name: String, of path: String, in folder: OutputFolder
  ) throws(MediaError) -> Descriptor? {
    let flags = O_NONBLOCK | O_CLOEXEC | O_NOFOLLOW
    var number = openat(folder.descriptor, name, O_RDWR | flags)
    if number < 0, errno == EACCES { number = openat(folder.descriptor, name, O_RDONLY | flags) }
    guard number < 0 else { return Descriptor(number, path: path) }
    guard errno != ENOENT, errno != ENAMETOOLONG else { return nil }
    let cause = String(cString: strerror(errno))
    throw .notWritable(
      path: path,
      reason: "\(folder(name)) can not be opened (\(cause)); if no run is writing this output, remove it")
  }

  private static func take(folder path: String) throws(MediaError) -> OutputLock? {
    for _ in 0..<100 {
      let missing = OutputFiles.missingFolders(path)
      try OutputFiles.makeFolder(path)
      guard let folder = try? OutputFolder(path: path) else {
        // A holder that wrote nothing may have removed it.
        if OutputFiles.exists(path) { return nil }
        continue
      }
      try Descriptor.lock(folder.descriptor, LOCK_EX, path: path)
      if folder.isAtItsPath { return OutputLock(folder, madeFolders: missing) }
    }
    throw .inUse(path: path)
  }
}
