import Foundation
import Media

/// How far a job is.
public struct JobStatus: Sendable, Equatable, Codable {
  public enum State: String, Sendable, Codable {
    case done, running, failed, waiting
  }

  public struct Chunk: Sendable, Equatable, Codable {
    public let number: Int
    public let state: State
    /// Of its frames; those that a running worker has finished.
    public let done, frames: Int
    /// Of a running chunk: the host and the process.
    public let worker: String?
    /// Of a failed chunk: the error.
    public let error: String?
  }

  /// The merge, as for chunks.
  public struct Merge: Sendable, Equatable, Codable {
    public let state: State
    public let done, frames: Int
    public let worker: String?
    public let error: String?
  }

  public let chunks: [Chunk]
  public let merge: Merge
  /// Estimated seconds of all work that is left; nil if unknown. Nothing is left when the chunks are merged, even if they were removed.
  public let secondsLeft: Double?

  /// The number of chunks in a state.
  public func count(_ state: State) -> Int { chunks.count { $0.state == state } }
}

extension Job {
  /// How far the job is, from the files of its workers.
  ///
  /// - Parameter now: seconds since 1970.
  public func status(now: Double = Date().timeIntervalSince1970) -> JobStatus {
    let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder.chunks)) ?? []).sorted()
    var left = 0.0
    let chunks = plan.chunks.map { chunk -> JobStatus.Chunk in
      let (number, total) = (chunk.number, chunk.records)
      let task = self.task(
        JobFolder.task(ofChunk: number), doneFile: JobFolder.name(ofChunk: number), total: total, names, now: now)
      let cost = plan.costs.chunks.indices.contains(number) ? plan.costs.chunks[number].seconds : 0
      left += cost * (1 - Double(task.done) / Double(max(1, total)))
      return JobStatus.Chunk(
        number: number, state: task.state, done: task.done, frames: total, worker: task.worker, error: task.error)
    }
    let merge = task(JobFolder.merge, doneFile: JobFolder.mergedName, total: plan.frames, names, now: now)
    return JobStatus(
      chunks: chunks,
      merge: JobStatus.Merge(
        state: merge.state, done: merge.done, frames: plan.frames, worker: merge.worker, error: merge.error),
      secondsLeft: merge.state == .done ? 0 : plan.costs.seconds > 0 ? left : nil)
  }

  /// How far a chunk or the merge is.
  ///
  /// - Parameters:
  ///   - doneFile: the file that is there when it is done.
  ///   - total: its frames.
  ///   - names: the files in the folder of the chunks.
  private func task(
    _ task: String, doneFile: String, total: Int, _ names: [String], now: Double
  ) -> (state: JobStatus.State, done: Int, worker: String?, error: String?) {
    let running = JobFolder.progressNotes(of: task, among: names)
      .filter { !SharedFile.hasEnded($0.process) }.compactMap { note($0.name) }
      .filter { abs(now - $0.changed) < ProgressNote.maxAge }.max { $0.done < $1.done }
    let isDone = names.contains(doneFile)
    // A merge may run again.
    if let running, !isDone || task == JobFolder.merge {
      return (.running, min(max(0, running.done), total), running.worker, nil)
    }
    if isDone { return (.done, total, nil, nil) }
    let failure = JobFolder.failureName(of: task)
    guard names.contains(failure) else { return (.waiting, 0, nil, nil) }
    let text = try? InputText.read(path: folder.chunks.appending(component: failure), maxBytes: 1 << 16)
    return (
      .failed, 0, nil,
      text.map { String(decoding: $0, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines) }
    )
  }

  private func note(_ name: String) -> ProgressNote.Contents? {
    let path = folder.chunks.appending(component: name)
    return (try? InputText.read(path: path, maxBytes: 1 << 16))
      .flatMap { try? JSONDecoder().decode(ProgressNote.Contents.self, from: $0) }
  }
}
