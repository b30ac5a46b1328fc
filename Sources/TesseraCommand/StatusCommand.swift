import ArgumentParser
import Foundation
import Tessera

struct StatusCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Show how far a job is: what is done, running, failed, and the time left.")

  @Argument(help: "The folder of the job.", completion: .directory)
  var job: String

  @Flag(help: "Print JSON.")
  var json = false

  func run() async throws {
    try await reportingErrors {
      let job = try Job(at: job)
      let status = job.status()
      if json {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        printToStandardOutput(printableJSON(try encoder.encode(status)) + "\n")
      } else {
        printToStandardOutput(Self.text(job, status))
      }
    }
  }

  private static func text(_ job: Job, _ status: JobStatus) -> String {
    var lines = status.chunks.compactMap { chunk -> String? in
      switch chunk.state {
      case .done, .waiting: nil
      case .running: "chunk \(chunk.number): running, \(chunk.done)/\(chunk.frames) frames, \(chunk.worker ?? "")"
      case .failed: "chunk \(chunk.number): failed, \(chunk.error ?? "")"
      }
    }
    let running = status.count(.running)
    lines.append(
      "\(status.count(.done)) of \(status.chunks.count) chunks done, \(running) running, \(status.count(.failed)) failed, "
        + "\(status.count(.waiting)) waiting")
    if let seconds = status.secondsLeft, seconds > 0 {
      let workers = max(1, running)
      lines.append(
        "about \(PlanReport.time(seconds / Double(workers))) left with \(workers) worker\(workers == 1 ? "" : "s")")
    }
    let merge = status.merge
    switch merge.state {
    case .running: lines.append("merge: running, \(merge.done)/\(merge.frames) frames, \(merge.worker ?? "")")
    case .failed: lines.append("merge: failed, \(merge.error ?? "")")
    case .done where status.count(.done) < status.chunks.count:
      lines.append("merge: done; another merge needs chunks that are not there")
    case .done: lines.append("merge: done; nothing is left to do")
    case .waiting where status.count(.done) == status.chunks.count:
      lines.append("next: tessera merge \(ShellWord.quoted(job.path))")
    case .waiting: break
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
