import Foundation
import Media

/// The progress of one worker with one chunk, or with the merge: a small file beside the chunks that is replaced every few
/// seconds.
final class ProgressNote {
  /// What the file says.
  struct Contents: Codable, Equatable, Sendable {
    /// The worker: host and process.
    let worker: String
    let done, total: Int
    /// Seconds since 1970, of the start and of the last change.
    let began, changed: Double
  }

  /// A worker whose note is older than this has ended, or its machine.
  static let maxAge = 120.0
  private static let interval = 5.0

  private let name: String
  private let folder: OutputFolder
  private let total: Int
  private let began = Date().timeIntervalSince1970
  private var written = 0.0

  /// - Parameters:
  ///   - task: a chunk's number in six digits, or ``JobFolder/merge``.
  ///   - total: its frames.
  init(of task: String, total: Int, in folder: OutputFolder) {
    name = JobFolder.progressName(of: task)
    self.folder = folder
    self.total = total
    for (name, process) in JobFolder.progressNotes(of: task, among: folder.names) {
      SharedFile.removeLeftover(name, of: process, in: folder)
    }
    update(0)
  }

  /// A note that can not be written is no reason to stop.
  func update(_ done: Int) {
    let now = Date().timeIntervalSince1970
    guard abs(now - written) > Self.interval else { return }
    written = now
    let contents = Contents(worker: SharedFile.process, done: done, total: total, began: began, changed: now)
    guard let bytes = try? JSONEncoder().encode(contents) else { return }
    try? SharedFile.write(Array(bytes), to: name, in: folder)
  }

  func remove() { folder.remove(name) }
}
