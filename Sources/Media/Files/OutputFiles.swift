import Foundation

/// Checks before a file is written.
package enum OutputFiles {
  package static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

  /// Whether two paths are the same file or folder after resolving links.
  package static func areSame(_ first: String, _ second: String) -> Bool {
    var a = stat()
    var b = stat()
    guard stat(first, &a) == 0, stat(second, &b) == 0 else {
      return URL(fileURLWithPath: first).standardizedFileURL == URL(fileURLWithPath: second).standardizedFileURL
    }
    return a.st_dev == b.st_dev && a.st_ino == b.st_ino
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
      // Replacing a device would remove it for every program.
      guard [S_IFREG, S_IFLNK].contains(status.st_mode & S_IFMT) else {
        throw .notWritable(path: path, reason: "it is a device, a pipe or a socket")
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
    // The temporary name is longer.
    guard max(PartialFile.partialName(of: path.fileName).utf8.count, path.fileName.utf8.count + 12) <= 255 else {
      throw .write(ENAMETOOLONG, path: path)
    }
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
