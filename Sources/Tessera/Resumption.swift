import Foundation
import Imaging
import Media
import Pipeline
import PipelineFiles

/// How a run stands to one before it that was stopped, and what it leaves to be resumed itself.
struct Resumption {
  /// Nil where no checkpoint is written.
  let keeper: CheckpointKeeper?
  /// Where it goes on; nil: at the beginning.
  let begin: Checkpoint?
  /// All outputs are there, and no run into them was stopped.
  let isComplete: Bool
  private let path: String?
  private let outputs: [Output]

  /// - Throws: `CheckpointError`; nothing was touched.
  init(
    of pipeline: Pipeline, _ video: Video, _ outputs: [Output], _ interval: CheckpointInterval, resume: Bool,
    overwrite: Bool
  ) throws {
    self.outputs = outputs
    path = Output.checkpointPath(of: outputs)
    let isThere = path.map(OutputFiles.exists) ?? false
    if let path, isThere, !resume, !overwrite { throw CheckpointError.unfinished(path: path) }
    isComplete = resume && !isThere && !overwrite && outputs.allSatisfy(\.isFinished)
    guard resume || interval != .never, let path, outputs.allSatisfy(\.isResumable),
      let input = RunFingerprint.digest(of: video.paths)
    else {
      if resume { throw CheckpointError.notResumable }
      (begin, keeper) = (nil, nil)
      return
    }
    let settings = pipeline.settings
    let run = RunFingerprint(
      program: Version.current, input: "\(input) \(video.options)", selection: video.selection,
      settings: PipelineFile.print(settings),
      secondsPerFrame: pipeline.secondsPerFrame, outputs: outputs.map(\.description))
    if isThere, resume {
      let checkpoint = try CheckpointFile.read(path: path)
      try checkpoint.check(
        path, continues: run, settings: settings, size: settings.decode.size.size(for: video.size))
      begin = checkpoint
    } else {
      begin = nil
    }
    keeper = CheckpointKeeper(path: path, run: run, interval: interval, begin: begin)
  }

  /// Forgets an earlier run that is not gone on with: its checkpoint and its work files.
  func clear() {
    if begin == nil { Output.forgetRun(into: outputs) }
  }
}

extension Output {
  /// Removes what a run into these outputs that was stopped has left to go on with: its checkpoint and its work files.
  static func forgetRun(into outputs: [Output]) {
    if let path = checkpointPath(of: outputs) { OutputFiles.remove(path) }
    for case .overlay(let path?) in outputs { VideoWriter.removeWorkFile(besides: path) }
    for case .labelVideo(let path) in outputs { LabelVideoSink.removeWorkFiles(besides: path) }
    for case .labels(let folder) in outputs { LabelFolderSink.removeWorkFile(in: folder) }
  }

  /// Where a run into these outputs leaves its checkpoints: in the label folder or else beside the first file; nil where
  /// there is none.
  static func checkpointPath(of outputs: [Output]) -> String? {
    for case .labels(let folder) in outputs { return folder + "/.checkpoint" }
    guard let path = outputs.lazy.compactMap(\.paths.first).first else { return nil }
    let folder = (path as NSString).deletingLastPathComponent as NSString
    return folder.appendingPathComponent(".\((path as NSString).lastPathComponent).checkpoint")
  }

  /// Whether a run can go on with it.
  fileprivate var isResumable: Bool {
    switch self {
    case .overlay(_?), .labels, .labelVideo, .digests(_?), .null: true
    case .overlay(nil), .overlayStream, .overlayImage, .digests(nil): false
    }
  }

  /// Whether a run that came to its end has left it.
  fileprivate var isFinished: Bool {
    if case .labels(let folder) = self { return OutputFiles.exists(folder + "/labels.json") }
    if case .labelVideo(let path) = self { return LabelVideoSink.ownFiles(path).allSatisfy(OutputFiles.exists) }
    return paths.allSatisfy(OutputFiles.exists)
  }
}

extension Summary {
  static func nothingToDo(_ outputs: [Output]) -> Summary {
    var summary = Summary()
    summary.lines = outputs.map { "\($0): complete, nothing to do" }
    return summary
  }
}
