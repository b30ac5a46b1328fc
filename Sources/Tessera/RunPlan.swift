import Foundation
import Media
import Pipeline

/// The effect of ``Pipeline/write(_:by:to:sinks:overwrite:resume:checkpoints:progress:)``.
public enum RunPlan: Sendable, Equatable {
  /// The run starts at the first frame.
  case begin
  /// Resumes after this many frames.
  case goOn(frames: Int)
  /// All outputs are complete.
  case nothingToDo

  /// The frames that would not be segmented again.
  public var framesThere: Int { if case .goOn(let frames) = self { frames } else { 0 } }
}

extension Pipeline {
  /// Throws if these outputs can not be written, and returns what would be done. The first frame is decoded; nothing
  /// is written.
  ///
  /// - Throws: `MediaError`, `SinkError`, `CheckpointError`, `ModelError`.
  public func plan(
    _ video: Video, to outputs: [RunOutput], overwrite: Bool = false, resume: Bool = false,
    checkpoints: CheckpointInterval = .automatic
  ) throws -> RunPlan {
    try plan(
      video, to: outputs, overwrite: overwrite, resume: resume, checkpoints: checkpoints, makesFolder: nil)
  }

  /// The plan for outputs in a folder that would be created if missing.
  package func plan(
    _ video: Video, to outputs: [RunOutput], overwrite: Bool, resume: Bool, checkpoints: CheckpointInterval,
    makesFolder folder: String?
  ) throws -> RunPlan {
    try checkModel()
    try video.checkSelection()
    // A missing folder contains no obstacles.
    if let folder, !OutputFiles.exists(folder) { return .begin }
    try RunLock.check(outputs)
    let run = try Resumption(of: self, video, outputs, checkpoints, resume: resume, overwrite: overwrite)
    if run.isComplete {
      let exports = RunExports(of: outputs, video)
      return exports.areCurrent ? .nothingToDo : .goOn(frames: exports.framesThere)
    }
    try RunOutput.check(outputs, for: video, overwrite: overwrite || run.begin != nil || run.replaces)
    return run.begin.map { .goOn(frames: $0.frames) } ?? .begin
  }
}
