import Foundation

/// A folder that is built under a hidden name beside its place and takes the place of another one when it is complete. It
/// appears whole or not at all.
package final class FolderReplacement {
  private static let mark = MarkedFolder(mark: ".tessera-replacement")
  /// The final path.
  package let path: String
  private let hidden: String
  /// Where files are written.
  package let folder: OutputFolder
  private var isFinished = false

  /// - Parameter stage: part of the hidden name, so that there can be several at a time.
  /// - Throws: `MediaError`.
  package init(path: String, stage: String = "corrected") throws(MediaError) {
    // The folder itself, where the path is a link to it.
    let target = OutputFiles.absolute(OutputFiles.target(of: path))
    self.path = target
    hidden = target.folderName.appending(component: ".\(target.fileName).\(stage)")
    folder = try Self.mark.make(hidden, for: path)
  }

  /// Takes a file over: as a hard link, or as a copy where the file system has none.
  ///
  /// - Throws: `MediaError`.
  package func keep(_ name: String, from source: String) throws(MediaError) {
    let file = source.appending(component: name)
    var status = stat()
    guard lstat(file, &status) == 0 else { throw .noSuchFile(path: file) }
    if status.st_mode & S_IFMT == S_IFREG, link(file, folder(name)) == 0 { return }
    if status.st_mode & S_IFMT == S_IFREG { return try OutputFiles.copy(file, to: folder(name)) }
    do {
      try FileManager.default.copyItem(atPath: file, toPath: folder(name))
    } catch {
      throw .notWritable(path: folder(name), reason: error.localizedDescription)
    }
  }

  /// Gives the folder its place. What was there is removed.
  ///
  /// - Throws: `MediaError`; then everything is as before.
  package func finish() throws(MediaError) {
    try folder.sync()
    if OutputFiles.exists(path) {
      let former = try OutputFolder(path: path)
      try former.write([], to: Self.mark.mark)
      guard Self.exchange(hidden, path) else {
        let code = errno
        former.remove(Self.mark.mark)
        throw .write(code, path: path)
      }
    } else if rename(hidden, path) != 0 {
      throw .write(errno, path: path)
    }
    isFinished = true
    folder.remove(Self.mark.mark)
    try? OutputFolder(path: path.folderName).sync()
    try? Self.mark.remove(hidden)
  }

  package func discard() { if !isFinished { try? Self.mark.remove(hidden) } }

  /// Exchanges two folders in one step, or in two where the file system can not.
  private static func exchange(_ first: String, _ second: String) -> Bool {
    #if os(Linux)
      // SAFETY: the type is that of renameat2(2). Swift does not import the function, and older systems have none.
      typealias Rename = @convention(c) (Int32, UnsafePointer<CChar>, Int32, UnsafePointer<CChar>, UInt32) -> Int32
      if let symbol = dlsym(nil, "renameat2") {
        let rename = unsafeBitCast(symbol, to: Rename.self)
        // 2 is RENAME_EXCHANGE.
        if rename(AT_FDCWD, first, AT_FDCWD, second, 2) == 0 { return true }
        guard [EINVAL, ENOSYS, ENOTSUP].contains(errno) else { return false }
      }
    #endif
    let aside = first + ".old"
    guard rename(second, aside) == 0 else { return false }
    guard rename(first, second) == 0 else {
      let code = errno
      rename(aside, second)
      errno = code
      return false
    }
    return rename(aside, first) == 0
  }
}
