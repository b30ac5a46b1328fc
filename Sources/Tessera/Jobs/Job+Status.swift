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

  public let chunks: [Chunk]
  /// Estimated seconds of all work that is left; nil if unknown.
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
    let there = Set(names)
    let notes = names.filter { $0.hasSuffix(JobFolder.progressSuffix) && !$0.hasPrefix(".") }
    var left = 0.0
    let chunks = plan.chunks.map { chunk -> JobStatus.Chunk in
      let number = chunk.number
      let total = chunk.records
      let cost = plan.costs.chunks.indices.contains(number) ? plan.costs.chunks[number].seconds : 0
      func result(_ state: JobStatus.State, done: Int = 0, worker: String? = nil, error: String? = nil)
        -> JobStatus.Chunk
      {
        left += cost * (1 - Double(done) / Double(max(1, total)))
        return JobStatus.Chunk(
          number: number, state: state, done: done, frames: total, worker: worker, error: error)
      }
      if there.contains(JobFolder.name(ofChunk: number)) { return result(.done, done: total) }
      let running = notes.filter { $0.hasPrefix(String(format: "%06d.", number)) }
        .compactMap { note($0) }.filter { abs(now - $0.changed) < ProgressNote.maxAge }
        .max { $0.done < $1.done }
      if let running {
        return result(.running, done: min(max(0, running.done), total), worker: running.worker)
      }
      let failure = JobFolder.failureName(ofChunk: number)
      guard there.contains(failure) else { return result(.waiting) }
      let text = try? InputText.read(path: folder.chunks.appending(component: failure), maxBytes: 1 << 16)
      return result(
        .failed, error: text.map { String(decoding: $0, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines) }
      )
    }
    return JobStatus(chunks: chunks, secondsLeft: plan.costs.seconds > 0 ? left : nil)
  }

  private func note(_ name: String) -> ProgressNote.Contents? {
    let path = folder.chunks.appending(component: name)
    return (try? InputText.read(path: path, maxBytes: 1 << 16))
      .flatMap { try? JSONDecoder().decode(ProgressNote.Contents.self, from: $0) }
  }
}
