import Foundation

/// A folder that the program builds under a hidden name. An empty file in it says so. Only such a folder is ever removed,
/// also one that a killed process left half made or half removed.
struct MarkedFolder {
  /// The name of the empty file.
  let mark: String

  /// Creates the folder in place of one that was left.
  ///
  /// - Parameters:
  ///   - path: of the folder.
  ///   - output: the output that it is for, for messages.
  /// - Throws: `MediaError`.
  func make(_ path: String, for output: String) throws(MediaError) -> OutputFolder {
    try remove(path)
    guard mkdir(path, 0o777) == 0 else { throw .write(errno, path: output) }
    let folder = try OutputFolder(path: path, for: output)
    try folder.write([], to: mark)
    return folder
  }

  /// Whether a folder has the mark.
  func isOn(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR && OutputFiles.exists(path + "/" + mark)
  }

  /// Removes a folder with the mark, and nothing else. The mark is removed last.
  ///
  /// - Throws: `MediaError`, if something else has this name.
  func remove(_ path: String) throws(MediaError) {
    var status = stat()
    guard lstat(path, &status) == 0 else { return }
    let names = status.st_mode & S_IFMT == S_IFDIR ? try? FileManager.default.contentsOfDirectory(atPath: path) : nil
    // Without its mark it is empty, but for a mark that is being written.
    guard let names, names.contains(mark) || names.allSatisfy({ $0 == PartialFile.partialName(of: mark) }) else {
      throw .notWritable(path: path, reason: "it is in the way; remove it")
    }
    do {
      for name in names.filter({ $0 != mark }) + (names.contains(mark) ? [mark] : []) {
        try FileManager.default.removeItem(atPath: path + "/" + name)
      }
    } catch {
      throw .notWritable(path: path, reason: error.localizedDescription)
    }
    guard rmdir(path) == 0 else { throw .write(errno, path: path) }
  }
}
