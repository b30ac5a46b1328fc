import Foundation
import Imaging
import Pipeline
import PipelineFiles
import Tessera

/// The output of `--dry-run`: the input, the settings, and the outputs.
struct DryRun: CustomStringConvertible {
  let video: Video
  let pipeline: Pipeline
  let outputs: [RunOutput]
  let plan: RunPlan
  /// The page of the run; nil for none.
  let report: String?
  /// Whether the complete pipeline is printed.
  let isVerbose: Bool

  var description: String {
    let working = pipeline.settings.decode.size.size(for: video.size)
    let frames = video.expectedFrames.map { "about \($0) frame\($0 == 1 ? "" : "s")" } ?? "an unknown number of frames"
    var lines = [
      "input: \(video.info.path) (\(video.info.container)), \(video.size), \(frames)",
      "segmenting: at \(working), \(pipeline.threads) threads",
    ]
    if let model = pipeline.model { lines.append("weights: of --model" + (model.isFrozen ? ", frozen" : "")) }
    lines += plan == .nothingToDo ? ["complete, nothing to do"] : outputs.map { "would write \($0)" + free($0) }
    if let report { lines.append("would write report \(report)") }
    if plan.framesThere > 0 { lines.append("would resume after \(plan.framesThere) frames") }
    return lines.joined(separator: "\n") + "\n" + (isVerbose ? "\n" + PipelineFile.print(pipeline.settings) : "")
  }

  private func free(_ output: RunOutput) -> String {
    output.freeBytes.map { " (\($0.formatted(.byteCount(style: .file))) free)" } ?? ""
  }
}
