import Foundation
import Tessera

/// The output of `tessera plan`: the chunks, and what they cost.
struct PlanReport {
  let job: Job

  /// - Parameter workers: numbers for which the time is estimated.
  func text(workers: [Int]) -> String {
    let plan = job.plan
    var lines = [
      "\(job.path): \(plan.frames) frames, \(plan.shots) shot\(plan.shots == 1 ? "" : "s"), "
        + "\(plan.chunks.count) chunk\(plan.chunks.count == 1 ? "" : "s")",
      "chunk    frames    first     last  shots   extra      time    memory      disk",
    ]
    for (chunk, cost) in zip(plan.chunks, plan.costs.chunks) {
      let columns = [
        (String(chunk.number), 5), (String(chunk.frames), 10), (String(chunk.extent.lowerBound), 9),
        (String(chunk.extent.upperBound), 9), (String(chunk.shots), 7), (String(chunk.extraFrames), 8),
        (Self.time(cost.seconds), 10), (Self.bytes(cost.memory), 10), (Self.bytes(cost.disk), 10),
      ]
      lines.append(
        columns.map { $0.padded(to: $1) }.joined() + (chunk.isContinuation ? "  goes on within a shot" : "")
          + (cost.decodedOnly > 0 ? "  decodes \(cost.decodedOnly) frames before its own: seeking fails" : ""))
    }
    let share = Double(plan.extraFrames) / Double(max(1, plan.frames))
    lines.append(
      plan.hasOnlyCuts
        ? "all seams are cuts: the labels will be those of one process, byte for byte"
        : "extra frames, because shots are divided: \(plan.extraFrames) (\(String(format: "%.1f", 100 * share)) %)")
    lines.append(
      "all chunks in turn, with \(plan.costs.threads) threads: \(Self.time(plan.costs.seconds)), "
        + "\(Self.bytes(plan.costs.disk)) on disk")
    for count in workers {
      let seconds = plan.costs.seconds(workers: count)
      lines.append(
        "\(count) workers: \(Self.time(seconds)), \(String(format: "%.1f", plan.costs.seconds / max(1e-9, seconds))) times as fast"
      )
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// `plan.json`.
  var json: String {
    (try? String(contentsOfFile: job.path + "/plan.json", encoding: .utf8)) ?? ""
  }

  static func time(_ seconds: Double) -> String {
    let whole = Int(max(0, min(seconds, 1e9)).rounded())
    return whole < 3600
      ? String(format: "%d:%02d", whole / 60, whole % 60)
      : String(format: "%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60)
  }

  static func bytes(_ count: Int) -> String { Int64(count).formatted(.byteCount(style: .memory)) }
}

extension String {
  /// The text behind spaces, so that it has a width.
  fileprivate func padded(to width: Int) -> String { String(repeating: " ", count: max(0, width - count)) + self }
}
