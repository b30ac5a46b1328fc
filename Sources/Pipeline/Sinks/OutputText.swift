import Foundation

/// A text file that grows line by line under a temporary name and gets its own when it is whole.
final class OutputText {
  /// nil: standard output.
  let path: String?
  private let partial: String?
  private let handle: FileHandle

  /// - Throws: ``SinkError`` when the file exists and may not be replaced, or can not be made.
  init(path: String, overwrite: Bool) throws {
    guard overwrite || !FileManager.default.fileExists(atPath: path) else { throw SinkError.exists(path: path) }
    let partial = OutputFiles.partialName(of: path)
    guard FileManager.default.createFile(atPath: partial, contents: nil),
      let handle = FileHandle(forWritingAtPath: partial)
    else { throw SinkError.current(path: path) }
    self.path = path
    self.partial = partial
    self.handle = handle
  }

  private init(handle: FileHandle) {
    path = nil
    partial = nil
    self.handle = handle
  }

  static func standardOutput() -> OutputText { OutputText(handle: .standardOutput) }

  func write(_ text: String) throws {
    do {
      try handle.write(contentsOf: Data(text.utf8))
    } catch {
      throw SinkError(writing: path ?? "standard output", error)
    }
  }

  func finish() throws {
    guard let path, let partial else { return }
    do {
      try handle.synchronize()
      try handle.close()
    } catch {
      throw SinkError(writing: path, error)
    }
    try OutputFiles.rename(partial, to: path)
  }

  func discard() {
    guard let partial else { return }
    try? handle.close()
    try? FileManager.default.removeItem(atPath: partial)
  }
}
