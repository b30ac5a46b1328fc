import Foundation

/// A folder that is written under a hidden name beside its place and renamed when complete.
///
/// It holds a small file that says what it is. Only a folder with that file is ever replaced.
package final class PartialFolder {
  private static let mark = MarkedFolder(mark: ".tessera-export")

  /// The final path.
  package let path: String
  private let hidden: String

  /// - Throws: `MediaError`, also if something has this name and may not be replaced.
  package init(path: String, overwrite: Bool) throws(MediaError) {
    try Self.check(path: path, overwrite: overwrite)
    let place = path.folderName
    self.path = place.appending(component: path.fileName)
    // Not the name of a growing file, which locks look for.
    hidden = place.appending(component: ".\(path.fileName).folder")
    _ = try Self.mark.make(hidden, for: path)
  }

  /// Throws if `init` would. Touches nothing.
  package static func check(path: String, overwrite: Bool) throws(MediaError) {
    var status = stat()
    guard lstat(path, &status) == 0 else { return try OutputFiles.checkTarget(path, overwrite: overwrite) }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      throw .notWritable(path: path, reason: "a file has this name, and this output is a folder; choose another name")
    }
    let isEmpty = (try? FileManager.default.contentsOfDirectory(atPath: path).isEmpty) ?? false
    guard !isEmpty else { return }
    guard overwrite else { throw .exists(path: path) }
    guard mark.isOn(path) else {
      throw .notWritable(
        path: path, reason: "the folder has files that no export wrote, and is not replaced; choose another name")
    }
  }

  /// A folder in it, created if it is missing.
  ///
  /// - Parameter name: relative, such as `Annotations/480p`; empty: the folder itself.
  package func folder(_ name: String = "") throws(MediaError) -> OutputFolder {
    let place = name.isEmpty ? hidden : hidden + "/" + name
    try OutputFiles.makeFolder(place)
    return try OutputFolder(path: place)
  }

  /// Gives the folder its name.
  package func finish() throws(MediaError) {
    let earlier = path.folderName.appending(component: ".\(path.fileName).old")
    if Self.mark.isOn(path) {
      try Self.mark.remove(earlier)
      guard rename(path, earlier) == 0 else { throw .write(errno, path: path) }
    }
    guard rename(hidden, path) == 0 else {
      let code = errno
      if Self.mark.isOn(earlier) { rename(earlier, path) }
      throw .write(code, path: path)
    }
    try Self.mark.remove(earlier)
  }

  package func discard() { try? Self.mark.remove(hidden) }
}
