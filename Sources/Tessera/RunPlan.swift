import Foundation
import Media
import Pipeline

/// What ``Pipeline/write(_:to:overwrite:resume:checkpoints:progress:)`` would do.
public enum RunPlan: Sendable, Equatable {
  case begin
  /// There are so many frames already.
  case goOn(frames: Int)
  case nothingToDo

  /// Frames that would not be segmented again.
  public var framesThere: Int { if case .goOn(let frames) = self { frames } else { 0 } }
}

extension Pipeline {
  /// Throws what writing these results would be refused for, and says what would be done. The first frame is decoded;
  /// nothing is written.
  ///
  /// - Parameter makesFolder: a folder for the outputs that would be made where it is missing; nil: none.
  /// - Throws: `MediaError`, `SinkError`, `CheckpointError`.
  public func plan(
    _ video: Video, to outputs: [Output], overwrite: Bool = false, resume: Bool = false,
    checkpoints: CheckpointInterval = .automatic, makesFolder folder: String? = nil
  ) throws -> RunPlan {
    try video.checkSelection()
    // Of a folder that is not there nothing can be in the way.
    if let folder, !OutputFiles.exists(folder) { return .begin }
    let run = try Resumption(of: self, video, outputs, checkpoints, resume: resume, overwrite: overwrite)
    if run.isComplete { return .nothingToDo }
    try Output.check(outputs, for: video, overwrite: overwrite || run.begin != nil || run.replaces)
    return run.begin.map { .goOn(frames: $0.frames) } ?? .begin
  }
}
