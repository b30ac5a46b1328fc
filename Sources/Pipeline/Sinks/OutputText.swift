import Foundation

/// A text file that grows line by line under a temporary name and gets its own when it is whole.
final class OutputText {
  /// nil: standard output.
  let path: String?
  private let partial: String?
  private let file: OutputFiles.Descriptor

  init(path: String, overwrite: Bool) throws(SinkError) {
    try OutputFiles.checkTarget(path, overwrite: overwrite)
    let partial = OutputFiles.partialName(of: path)
    file = try OutputFiles.Descriptor(creating: partial, for: path)
    self.path = path
    self.partial = partial
  }

  private init(file: OutputFiles.Descriptor) {
    path = nil
    partial = nil
    self.file = file
  }

  static func standardOutput() -> OutputText { OutputText(file: .standardOutput()) }

  func write(_ text: String) throws(SinkError) { try file.write(Array(text.utf8)) }

  func finish() throws(SinkError) {
    guard let path, let partial else { return }
    try file.close()
    try OutputFiles.rename(partial, to: path)
  }

  func discard() {
    guard let partial else { return }
    try? file.close()
    unlink(partial)
  }
}
