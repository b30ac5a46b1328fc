import Foundation

/// Files that appear whole or not at all: written beside their place, then renamed.
package enum OutputFiles {
  /// The hidden name beside `path` under which it grows.
  static func partialName(of path: String) -> String {
    let name = (path as NSString).lastPathComponent
    return ((path as NSString).deletingLastPathComponent as NSString).appendingPathComponent(".\(name).part")
  }

  package static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

  /// Whether two paths lead to the same file or folder, by whatever links.
  package static func areSame(_ first: String, _ second: String) -> Bool {
    var a = stat()
    var b = stat()
    guard stat(first, &a) == 0, stat(second, &b) == 0 else {
      return URL(fileURLWithPath: first).standardizedFileURL == URL(fileURLWithPath: second).standardizedFileURL
    }
    return a.st_dev == b.st_dev && a.st_ino == b.st_ino
  }

  /// Throws what a new file at `path` would be refused for; touches nothing.
  package static func checkTarget(_ path: String, overwrite: Bool) throws(SinkError) {
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) {
      guard !isFolder.boolValue else { throw .isAFolder(path: path) }
      guard overwrite else { throw .exists(path: path) }
    }
    let parent = (path as NSString).deletingLastPathComponent
    let folder = parent.isEmpty ? "." : parent
    guard exists(folder) else { throw .folderMissing(path: path, folder: folder) }
    guard access(folder, W_OK) == 0 else { throw .current(path: path) }
  }

  /// Writes all of a file.
  package static func write(_ bytes: [UInt8], to path: String) throws(SinkError) {
    let partial = partialName(of: path)
    do throws(SinkError) {
      let file = try Descriptor(creating: partial, for: path)
      try file.write(bytes)
      try file.close()
    } catch {
      unlink(partial)
      throw error
    }
    try rename(partial, to: path)
  }

  /// Replaces what is at `path`, in one step.
  static func rename(_ partial: String, to path: String) throws(SinkError) {
    guard Foundation.rename(partial, path) == 0 else {
      let error = SinkError.current(path: path)
      unlink(partial)
      throw error
    }
  }

  /// An open file; system calls, because their error numbers say exactly what is wrong.
  final class Descriptor {
    private var number: Int32
    private let path: String

    /// - Parameter path: what errors name.
    init(creating partial: String, for path: String) throws(SinkError) {
      self.path = path
      number = open(partial, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o666)
      guard number >= 0 else { throw .current(path: path) }
    }

    private init(number: Int32, path: String) {
      self.number = number
      self.path = path
    }

    static func standardOutput() -> Descriptor { Descriptor(number: STDOUT_FILENO, path: "standard output") }

    func write(_ bytes: [UInt8]) throws(SinkError) {
      var written = 0
      while written < bytes.count {
        let count = bytes.withUnsafeBytes { rest in
          Foundation.write(number, rest.baseAddress! + written, rest.count - written)
        }
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { throw .current(path: path) }
        written += count
      }
    }

    func close() throws(SinkError) {
      guard number > STDERR_FILENO else { return }
      defer { number = -1 }
      guard Foundation.close(number) == 0 else { throw .current(path: path) }
    }

    deinit { if number > STDERR_FILENO { _ = Foundation.close(number) } }
  }
}
