import Foundation

/// A text that is written line by line under a temporary name and renamed when complete; or standard output.
package final class OutputText {
  /// nil: standard output.
  package var path: String? { partial?.path }
  private let partial: PartialFile?
  private let file: Descriptor
  /// In bytes.
  package private(set) var size: Int64 = 0

  package init(path: String, overwrite: Bool) throws(MediaError) {
    try OutputFiles.checkTarget(path, overwrite: overwrite)
    let partial = try PartialFile(path: path)
    self.partial = partial
    file = partial.descriptor
  }

  /// An existing file of this name is replaced.
  package init(_ name: String, in folder: OutputFolder) throws(MediaError) {
    let partial = try PartialFile(name, in: folder)
    self.partial = partial
    file = partial.descriptor
  }

  /// Resumes the text of a stopped run. The text is not changed before the first line is written.
  ///
  /// - Throws: `MediaError`, also if the text was changed.
  package init(_ name: String, in folder: OutputFolder, resumedAt mark: Mark) throws(MediaError) {
    let partial = try PartialFile(name, in: folder, resumedAt: mark.length) { file throws(MediaError) in
      guard try file.length >= mark.length else {
        throw .notWritable(
          path: folder(name), reason: "it is shorter than the checkpoint says; start again with --overwrite")
      }
      guard try file.digest(of: mark.length) == mark.digest else {
        throw .notWritable(
          path: folder(name), reason: "it was changed after the run stopped; start again with --overwrite")
      }
    }
    self.partial = partial
    file = partial.descriptor
    size = mark.length
    partial.isKept = true
  }

  /// A position in the text, and a digest of the text before it.
  package struct Mark: Sendable, Codable, Equatable {
    /// In bytes.
    package let length: Int64
    let digest: String
  }

  private init(_ file: Descriptor) {
    partial = nil
    self.file = file
  }

  package static func standardOutput() -> OutputText { OutputText(.standardOutput()) }

  /// Appends whole lines. If it throws, none of them is in the file.
  package func write(_ text: String) throws(MediaError) {
    let bytes = Array(text.utf8)
    try partial?.resume()
    do throws(MediaError) {
      try file.write(bytes)
    } catch {
      truncate(to: size)
      throw error
    }
    size += Int64(bytes.count)
  }

  /// Removes lines; impossible on standard output.
  package func truncate(to size: Int64) {
    guard partial != nil else { return }
    file.truncate(to: size)
    self.size = size
  }

  /// Syncs the text to disk. Since a run may resume from there, a later failure no longer removes the file.
  package func suspend() throws(MediaError) -> Mark {
    try partial?.resume()
    try file.sync()
    partial?.isKept = true
    return Mark(length: size, digest: try file.digest(of: size))
  }

  package func finish() throws(MediaError) { try partial?.finish() }

  package func discard() { partial?.discard() }
}
