import ArgumentParser
import Foundation
import Synchronization
import Tessera

/// `tessera segment --job`: one chunk.
struct ChunkRun {
  let job: String
  let chunk: Int
  let threads: Int?
  let progress: ProgressStyle

  func run() async throws {
    let interruption = Interruption("stopping; nothing is left of the chunk")
    try await reportingErrors {
      let job = try Job(at: job)
      let lines = CountLines("chunk \(chunk): ", style: progress)
      let summary = try await job.segment(
        chunk: chunk, threads: threads ?? ProcessInfo.processInfo.activeProcessorCount,
        isStopRequested: interruption.isRequestedNow
      ) { done, total in lines.show(done, of: total) }
      for warning in summary.warnings { printToStandardError("tessera: warning: \(warning)\n") }
      if summary.wasStopped { throw Exit.interrupted }
      guard progress != .none else { return }
      printToStandardOutput(
        summary.wasThere ? "chunk \(chunk) is there, nothing to do\n" : "chunk \(chunk): \(summary.frames) frames\n")
    }
  }
}

/// Lines on standard error that count frames, at most one in five seconds.
final class CountLines: Sendable {
  private let head: String
  private let unit: String
  private let style: ProgressStyle
  private let last = Mutex(ContinuousClock.now)

  init(_ head: String, unit: String = "frames", style: ProgressStyle) {
    self.head = head
    self.unit = unit
    self.style = style
  }

  func show(_ done: Int, of total: Int?) {
    guard style == .auto || style == .plain else { return }
    let isDue = last.withLock { last in
      guard last.duration(to: .now) > .seconds(5) else { return false }
      last = .now
      return true
    }
    if isDue { printToStandardError("\(head)\(total.map { "\(done)/\($0)" } ?? "\(done)") \(unit)\n") }
  }
}
