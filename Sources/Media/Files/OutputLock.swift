import Foundation

/// The lock of an output. A run holds it from before it looks for an earlier run until its end. Only its holder touches
/// the output and its work files.
///
/// A folder is locked itself. A file is replaced at the end, so it has a lock file beside it (`.NAME.lock`), which the
/// holder removes. The system releases the lock of a killed run. On file systems without locks this has no effect.
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
    let (place, path) =
      switch target {
      case .file(let path): (path.folderName.appending(component: name(for: path)), path)
      case .folder(let path): (path, path)
      }
    let number = open(place, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard number >= 0 else { return }
    defer { close(number) }
    try lock(number, LOCK_SH, path)
    flock(number, LOCK_UN)
  }

  private static func name(for path: String) -> String { ".\(path.fileName).lock" }

  private static func lock(_ number: Int32, _ kind: Int32, _ path: String) throws(MediaError) {
    guard flock(number, kind | LOCK_NB) == 0 || errno != EWOULDBLOCK else { throw .inUse(path: path) }
  }

  private static func take(file path: String) throws(MediaError) -> OutputLock? {
    let name = name(for: path)
    guard let folder = try? OutputFiles.folder(of: path) else { return nil }
    // A holder that ends between opening and locking removes the file: then another one is needed.
    for _ in 0..<100 {
      let flags = O_RDWR | O_CREAT | O_NONBLOCK | O_CLOEXEC | O_NOFOLLOW
      let number = openat(folder.descriptor, name, flags, 0o666)
      guard number >= 0 else {
        switch errno {
        case ELOOP where folder.remove(name): continue
        case EACCES, EPERM, EROFS, ENOENT, ENAMETOOLONG: return nil
        default: throw .write(errno, path: path)
        }
      }
      let file = Descriptor(number, path: path)
      try lock(number, LOCK_EX, path)
      if folder.has(file, as: name) { return OutputLock(folder, file: (file, name)) }
    }
    throw .inUse(path: path)
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
      try lock(folder.descriptor, LOCK_EX, path)
      if folder.isAtItsPath { return OutputLock(folder, madeFolders: missing) }
    }
    throw .inUse(path: path)
  }
}
