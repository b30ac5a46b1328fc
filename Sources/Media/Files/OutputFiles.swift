import Foundation

/// Checks before a file is written.
package enum OutputFiles {
  package static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

  /// When a file or folder was last changed, in nanoseconds since 1970; nil if it does not exist.
  package static func modificationTime(of path: String) -> Int64? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    return Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec)
  }

  /// Whether two paths are the same file or folder after resolving links.
  package static func areSame(_ first: String, _ second: String) -> Bool {
    var a = stat()
    var b = stat()
    guard stat(first, &a) == 0, stat(second, &b) == 0 else {
      return URL(fileURLWithPath: first).standardizedFileURL == URL(fileURLWithPath: second).standardizedFileURL
    }
    return a.st_dev == b.st_dev && a.st_ino == b.st_ino
  }

  /// Whether a path is a folder, or is at any depth in it: the path itself, or what it links to. It need not exist.
  package static func isInside(_ path: String, folder: String) -> Bool {
    [absolute(path).folderName, target(of: absolute(path))].contains { start in
      var place = start
      while place != "/", !exists(place) { place = place.folderName }
      place = target(of: place)
      while place != "/", !areSame(place, folder) { place = place.folderName }
      return areSame(place, folder)
    }
  }

  /// The path from the root; links are not resolved.
  package static func absolute(_ path: String) -> String {
    path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath.appending(component: path)
  }

  /// The path with links resolved; the path itself if it does not exist.
  package static func target(of path: String) -> String {
    guard let resolved = realpath(path, nil) else { return path }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  /// The folder, if it is missing, and its missing parents, the innermost first.
  static func missingFolders(_ path: String) -> [String] {
    var missing: [String] = []
    var place = path
    while !place.isEmpty, place != "/", !exists(place) {
      missing.append(place)
      place = place.folderName
    }
    return missing
  }

  /// Creates a folder and its missing parents.
  package static func makeFolder(_ path: String) throws(MediaError) {
    guard !exists(path) else { return }
    try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    let code = errno
    guard exists(path) else { throw .write(code, path: path) }
  }

  /// Throws if a new file at `path` would be rejected. Touches nothing.
  package static func checkTarget(_ path: String, overwrite: Bool) throws(MediaError) {
    var status = stat()
    // A dangling link counts as an existing file.
    if lstat(path, &status) == 0 {
      var isFolder: ObjCBool = false
      if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
        throw .notWritable(path: path, reason: "a folder has this name")
      }
      guard isReplaceable(path, status) else {
        throw .notWritable(
          path: path, reason: "it is, or leads to, a device, a pipe or a socket; name a file, or - for standard output")
      }
      guard overwrite else { throw .exists(path: path) }
    }
    let parent = path.folderName
    let folder = parent.isEmpty ? "." : parent
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue else {
      throw .folderMissing(path: path, folder: folder)
    }
    guard access(folder, W_OK) == 0 else { throw .write(errno, path: path) }
    guard !isKeptForOwner(path, in: folder) else {
      throw .notWritable(
        path: path, reason: "it belongs to another user, and only its owner can replace it there; choose another name")
    }
    // The temporary name is longer.
    guard max(PartialFile.partialName(of: path.fileName).utf8.count, path.fileName.utf8.count + 12) <= 255 else {
      throw .write(ENAMETOOLONG, path: path)
    }
  }

  /// Whether it is a file, or a link to a file or to nothing. Replacing a device, or the link `/dev/stdout`, would
  /// remove it for every program.
  private static func isReplaceable(_ path: String, _ status: stat) -> Bool {
    guard status.st_mode & S_IFMT == S_IFLNK else { return status.st_mode & S_IFMT == S_IFREG }
    let next = (try? FileManager.default.destinationOfSymbolicLink(atPath: path)) ?? ""
    // An open file of this process, of any kind.
    if ["/dev/", "/proc/"].contains(where: next.hasPrefix) { return false }
    var target = stat()
    return stat(path, &target) != 0 || target.st_mode & S_IFMT == S_IFREG
  }

  /// Whether a file of another user is in a folder that protects it (the sticky bit, as in `/tmp`).
  private static func isKeptForOwner(_ path: String, in folder: String) -> Bool {
    var file = stat()
    var place = stat()
    guard geteuid() != 0, lstat(path, &file) == 0, stat(folder, &place) == 0, place.st_mode & S_ISVTX != 0 else {
      return false
    }
    return file.st_uid != geteuid() && place.st_uid != geteuid()
  }

  /// Writes a file atomically.
  package static func write(_ bytes: [UInt8], to path: String) throws(MediaError) {
    let folder = try OutputFolder(path: path.folderName, for: path)
    try folder.write(bytes, to: path.fileName)
  }

  /// The free bytes at `path`, which need not exist; nil if unknown.
  package static func freeBytes(at path: String) -> Int64? {
    var place = path
    while !place.isEmpty, place != "/", !exists(place) { place = place.folderName }
    var status = statvfs()
    guard statvfs(place.isEmpty ? "." : place, &status) == 0 else { return nil }
    let (bytes, isTooLarge) = UInt64(status.f_bavail).multipliedReportingOverflow(by: UInt64(status.f_frsize))
    return isTooLarge ? .max : Int64(clamping: bytes)
  }
}
