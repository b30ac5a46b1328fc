import Foundation
import Imaging
import Labels
import Media
import Pipeline
import PipelineFiles

/// How a run stands to one before it into the same outputs, and what it leaves to be resumed itself.
struct Resumption {
  /// Nil where no checkpoint is written.
  var keeper: CheckpointKeeper?
  /// What tells the run from others; nil where the input is no file.
  let identity: RunIdentity?
  /// Where it goes on; nil: at the beginning.
  private(set) var begin: Checkpoint?
  /// All that it would make is there.
  private(set) var isComplete = false
  /// The outputs are those of the same run with fewer frames, from which nothing was kept.
  private(set) var replaces = false
  private let outputs: [Output]

  /// - Throws: `CheckpointError`, `MediaError`; nothing was touched.
  init(
    of pipeline: Pipeline, _ video: Video, _ outputs: [Output], _ interval: CheckpointInterval, resume: Bool,
    overwrite: Bool
  ) throws {
    self.outputs = outputs
    let path = Output.checkpointPath(of: outputs)
    identity = Self.inputDigest(of: video).map {
      RunIdentity(
        program: Version.current, arithmetic: RunFingerprint.arithmetic, input: $0,
        secondsPerFrame: pipeline.secondsPerFrame)
    }
    let before = try path.flatMap { try Self.checkpoint($0, resume: resume, overwrite: overwrite) }
    guard resume || interval != .never, let path, outputs.allSatisfy(\.isResumable), let identity else {
      if resume { throw CheckpointError.notResumable }
      return
    }
    let settings = pipeline.settings
    let run = RunFingerprint(
      identity, selection: video.selection, settings: PipelineFile.print(settings), outputs: outputs.map(\.nameForRun))
    if let before {
      try before.check(path, continues: run, settings: settings, size: settings.decode.size.size(for: video.size))
      if let files = before.files, files != RunFingerprint.digest(of: outputs.flatMap(\.singleFiles)) {
        throw CheckpointError.outputChanged(path: outputs.flatMap(\.singleFiles).first ?? path)
      }
      if before.holds(all: run), outputs.allSatisfy(\.isFinished) {
        isComplete = true
        begin = before
        return
      }
      if before.frames > 0 || !before.isComplete { begin = before } else { replaces = true }
    } else if resume, !overwrite, !outputs.isEmpty, outputs.allSatisfy(\.isFinished) {
      isComplete = try !isExtended(settings: PipelineFile.print(settings), video.selection)
      if isComplete { return }
      replaces = true
    }
    if before == nil, resume, !overwrite, !replaces, outputs.contains(where: \.isFinished),
      let missing = outputs.first(where: { !$0.isFinished })
    {
      throw CheckpointError.partlyThere(missing: missing.paths.first ?? "\(missing)")
    }
    // The labels' own table says what run made them.
    let kept = CheckpointKeeper.Kept(
      progress: video.selection.isLimited && interval != .never, identity: !outputs.contains(where: \.hasTable),
      files: outputs.flatMap(\.singleFiles))
    keeper = CheckpointKeeper(path: path, run: run, interval: interval, keptWhenComplete: kept, begin: begin)
  }

  /// A digest of the files of an input and of how they are read; nil where it is no file.
  static func inputDigest(of video: Video) -> String? {
    RunFingerprint.digest(of: video.paths).map { md5(Array("\($0) \(video.options)".utf8)) }
  }

  /// The checkpoint of a run before this one, if it is to be gone on with.
  private static func checkpoint(_ path: String, resume: Bool, overwrite: Bool) throws -> Checkpoint? {
    guard resume else {
      if !overwrite { try checkFinished(path) }
      return nil
    }
    return OutputFiles.exists(path) ? try CheckpointFile.read(path: path) : nil
  }

  /// Throws where a run was stopped whose checkpoints are of that name.
  static func checkFinished(_ path: String) throws {
    // Of a run that is complete the outputs themselves are in the way, and are said to be.
    guard OutputFiles.exists(path), (try? CheckpointFile.read(path: path))?.isComplete != true else { return }
    throw CheckpointError.unfinished(path: path)
  }

  /// Whether the run that left the labels had fewer frames than this one.
  ///
  /// - Throws: `CheckpointError` where it was another.
  private func isExtended(settings: String, _ selection: FrameSelection) throws -> Bool {
    guard let labels = outputs.lazy.compactMap(\.labels).first else {
      throw CheckpointError.unknownRun(path: outputs.first?.paths.first ?? "")
    }
    let files = try LabelFiles(labels)
    let header = try LabelTable.read(path: files.table)
    let origin = header.origin
    guard let theirs = origin.run, let isComplete = header.isComplete, let identity else {
      throw CheckpointError.unknownRun(path: labels)
    }
    let pipeline = try InputText.read(path: files.pipeline, maxBytes: 1 << 20)
    // Printed anew, as one of an earlier version may have former keys.
    let text = String(decoding: pipeline, as: UTF8.self)
    let theirSettings = (try? PipelineFile.parse(text, file: files.pipeline)).map(PipelineFile.print) ?? text
    let difference =
      theirs.difference(from: identity)
      ?? (origin.selection.isExtended(by: selection) ? nil : "another selection of frames (\(origin.selection))")
      ?? RunFingerprint.difference(theirSettings, settings)
      ?? (origin.outputs == outputs.map(\.nameForRun)
        ? nil : "other outputs (\(origin.outputs.joined(separator: ", ")))")
    if let difference { throw CheckpointError.otherRun(path: labels, difference: difference) }
    return !isComplete || origin.selection != selection
  }

  /// Forgets an earlier run that is not gone on with: its checkpoint and its work files.
  func clear() {
    guard begin != nil else { return Output.forgetRun(into: outputs) }
    // Those of runs into some of the outputs alone are out of date.
    for path in Output.checkpointPaths(of: outputs) where path != Output.checkpointPath(of: outputs) {
      OutputFiles.remove(path)
    }
  }
}

extension Output {
  /// Removes what a run into these outputs that was stopped has left to go on with: its checkpoint and its work files.
  static func forgetRun(into outputs: [Output]) {
    for path in checkpointPaths(of: outputs) { OutputFiles.remove(path) }
    for case .overlay(let path?) in outputs { VideoWriter.removeWorkFile(besides: path) }
    for case .labelVideo(let path) in outputs { LabelVideoSink.removeWorkFiles(besides: path) }
    for case .labels(let folder) in outputs { LabelFolderSink.removeWorkFile(in: folder) }
  }

  /// Where any run into one of these outputs may have left its checkpoints.
  static func checkpointPaths(of outputs: [Output]) -> Set<String> {
    Set(([outputs] + outputs.map { [$0] }).compactMap(checkpointPath))
  }

  /// Where a run into these outputs leaves its checkpoints: in the label folder or else beside the first file; nil where
  /// there is none.
  static func checkpointPath(of outputs: [Output]) -> String? {
    for case .labels(let folder) in outputs { return folder + "/.checkpoint" }
    guard let path = outputs.lazy.compactMap(\.paths.first).first else { return nil }
    let folder = path.folderName
    return folder.appending(component: ".\(path.fileName).checkpoint")
  }

  /// The label folder or the label video.
  fileprivate var labels: String? {
    switch self {
    case .labels(let path), .labelVideo(let path): path
    default: nil
    }
  }

  /// The files that are written as one: overlay, label video, digests.
  fileprivate var singleFiles: [String] {
    switch self {
    case .overlay(let path?), .labelVideo(let path), .digests(let path?): [path]
    default: []
    }
  }

  /// Whether a table is written that says what run made it.
  fileprivate var hasTable: Bool { labels != nil }

  /// Its kind and name, by which it is known wherever its folder is and whoever stands where.
  var nameForRun: String {
    switch self {
    case .overlay(let path): "overlay \((path ?? "").fileName)"
    case .labels(let path): "labels in \(path.fileName)"
    case .labelVideo(let path): "labels \(path.fileName)"
    case .digests(let path): "digests to \((path ?? "").fileName)"
    case .overlayImage, .overlayStream, .null: description
    }
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
    if case .null = self { return true }
    if case .labels(let folder) = self { return LabelFolderSink.isWhole(folder) }
    if case .labelVideo(let path) = self { return LabelVideoSink.isWhole(path) }
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
