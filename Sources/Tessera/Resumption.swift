import Foundation
import Imaging
import Labels
import Media
import Pipeline
import PipelineFiles

/// The relation of a run to an earlier run into the same outputs, and what it keeps for being resumed.
struct Resumption {
  /// Nil if no checkpoints are written.
  var keeper: CheckpointKeeper?
  /// The identity of the run; nil if the input is not a file.
  let identity: RunIdentity?
  /// The checkpoint to resume from; nil: the run starts at the beginning.
  private(set) var begin: Checkpoint?
  /// Whether all results exist.
  private(set) var isComplete = false
  /// Whether the outputs are those of the same run with fewer frames and without a checkpoint.
  private(set) var replaces = false
  /// The outputs that get the frames.
  private let outputs: [RunOutput]
  /// All outputs by kind and name.
  private let names: [String]

  /// - Throws: `CheckpointError`, `MediaError`; nothing was touched.
  init(
    of pipeline: Pipeline, _ video: Video, _ outputs: [RunOutput], _ interval: CheckpointInterval, resume: Bool,
    overwrite: Bool
  ) throws {
    names = outputs.map(\.nameForRun)
    let outputs = RunExports(of: outputs, video).streamed
    self.outputs = outputs
    let path = RunOutput.checkpointPath(of: outputs)
    let input = Self.inputDigest(of: video)
    // It was a file when it was opened.
    if input == nil, let path = video.paths.first { throw MediaError.inputChanged(path: path) }
    identity = input.map {
      RunIdentity(
        program: TesseraVersion.current, arithmetic: RunFingerprint.arithmetic, input: $0,
        secondsPerFrame: pipeline.secondsPerFrame)
    }
    let before = try path.flatMap { try Self.checkpoint($0, resume: resume, overwrite: overwrite) }
    guard resume || interval != .never, let path, outputs.allSatisfy(\.isResumable), let identity else {
      if resume { throw CheckpointError.notResumable }
      return
    }
    let settings = pipeline.settings
    let run = RunFingerprint(
      identity, selection: video.selection, settings: PipelineFile.print(settings),
      model: pipeline.model?.identity, outputs: names)
    if let before {
      try before.check(
        path, continues: run, settings: settings, size: settings.decode.size.size(for: video.size), sinks: outputs.count
      )
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
      isComplete = try !isExtended(
        settings: PipelineFile.print(settings), model: pipeline.model?.identity, video.selection)
      if isComplete { return }
      replaces = true
    }
    if before == nil, resume, !overwrite, !replaces, outputs.contains(where: { !$0.paths.isEmpty && $0.isFinished }),
      let missing = outputs.first(where: { !$0.isFinished })
    {
      throw CheckpointError.partlyThere(missing: missing.paths.first ?? "\(missing)")
    }
    // The label table identifies the run.
    let kept = CheckpointKeeper.Kept(
      progress: video.selection.isLimited && interval != .never, identity: !outputs.contains(where: \.hasTable),
      files: outputs.flatMap(\.singleFiles))
    keeper = CheckpointKeeper(path: path, run: run, interval: interval, keptWhenComplete: kept, begin: begin)
  }

  /// A digest of an input's files and input options; nil if it is not a file.
  static func inputDigest(of video: Video) -> String? {
    RunFingerprint.digest(of: video.paths).map { md5(Array("\($0) \(video.options)".utf8)) }
  }

  /// The checkpoint of an earlier run, if it is to be resumed.
  private static func checkpoint(_ path: String, resume: Bool, overwrite: Bool) throws -> Checkpoint? {
    guard resume else {
      if !overwrite { try checkFinished(path) }
      return nil
    }
    return OutputFiles.exists(path) ? try CheckpointFile.read(path: path) : nil
  }

  /// Throws if the checkpoint of a stopped run has this path.
  static func checkFinished(_ path: String) throws {
    // For a complete run, the error is that the outputs exist.
    guard OutputFiles.exists(path), (try? CheckpointFile.read(path: path))?.isComplete != true else { return }
    throw CheckpointError.unfinished(path: path)
  }

  /// Whether the run that wrote the labels had fewer frames than this one.
  ///
  /// - Throws: `CheckpointError` if it was another run.
  private func isExtended(settings: String, model: String?, _ selection: FrameSelection) throws -> Bool {
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
    // Printed again, since an earlier version's file may have former keys.
    let text = String(decoding: pipeline, as: UTF8.self)
    let theirSettings = (try? PipelineFile.parse(text, file: files.pipeline)).map(PipelineFile.print) ?? text
    let difference =
      theirs.difference(from: identity)
      ?? (origin.selection.isExtended(by: selection) ? nil : "another selection of frames (\(origin.selection))")
      ?? RunFingerprint.difference(theirSettings, settings)
      ?? RunFingerprint.difference(ofModels: origin.model, model)
      ?? (origin.outputs == names
        ? nil : "other outputs (\(origin.outputs.joined(separator: ", ")))")
    if let difference { throw CheckpointError.otherRun(path: labels, difference: difference) }
    return !isComplete || origin.selection != selection
  }

  /// Removes the checkpoint and work files of an earlier run that is not resumed.
  func clear() {
    guard begin != nil else { return RunOutput.forgetRun(into: outputs) }
    // Checkpoints of runs into only some of the outputs are out of date.
    for path in RunOutput.checkpointPaths(of: outputs) where path != RunOutput.checkpointPath(of: outputs) {
      OutputFiles.remove(path)
    }
  }
}

extension RunOutput {
  /// Removes the checkpoint and work files of a stopped run into these outputs.
  static func forgetRun(into outputs: [RunOutput]) {
    for path in checkpointPaths(of: outputs) { OutputFiles.remove(path) }
    for case .overlay(let path?) in outputs { VideoWriter.removeWorkFile(besides: path) }
    for case .labelVideo(let path) in outputs { LabelVideoSink.removeWorkFiles(besides: path) }
    for case .labels(let folder) in outputs { LabelFolderSink.removeWorkFile(in: folder) }
  }

  /// All paths at which a run into one of these outputs may have left a checkpoint.
  static func checkpointPaths(of outputs: [RunOutput]) -> Set<String> {
    Set(([outputs] + outputs.map { [$0] }).compactMap(checkpointPath))
  }

  /// The checkpoint path of a run into these outputs: in the label folder or else next to the first file; nil if
  /// there is none.
  static func checkpointPath(of outputs: [RunOutput]) -> String? {
    for case .labels(let folder) in outputs { return folder + "/.checkpoint" }
    guard let path = outputs.lazy.compactMap(\.paths.first).first else { return nil }
    let folder = path.folderName
    return folder.appending(component: ".\(path.fileName).checkpoint")
  }

  /// The label folder or the label video; nil for other outputs.
  var labels: String? {
    switch self {
    case .labels(let path), .labelVideo(let path): path
    default: nil
    }
  }

  /// Outputs that are a single file: overlay, label video, digests.
  fileprivate var singleFiles: [String] {
    switch self {
    case .overlay(let path?), .labelVideo(let path), .digests(let path?): [path]
    default: []
    }
  }

  /// Whether a table that identifies the run is written.
  fileprivate var hasTable: Bool { labels != nil }

  /// Its kind and name, independent of its folder and the current directory.
  var nameForRun: String {
    switch self {
    case .overlay(let path): "overlay \((path ?? "").fileName)"
    case .labels(let path): "labels in \(path.fileName)"
    case .labelVideo(let path): "labels \(path.fileName)"
    case .digests(let path): "digests to \((path ?? "").fileName)"
    case .export(let format, let path): "\(format.word) \(path.fileName)"
    case .overlayImage, .overlayStream, .null: description
    }
  }

  /// Whether a run can resume it.
  fileprivate var isResumable: Bool {
    switch self {
    case .overlay(_?), .labels, .labelVideo, .digests(_?), .null: true
    case .overlay(nil), .overlayStream, .overlayImage, .digests(nil), .export: false
    }
  }

  /// Whether a complete run has left it.
  fileprivate var isFinished: Bool {
    if case .null = self { return true }
    if case .labels(let folder) = self { return LabelFolderSink.isWhole(folder) }
    if case .labelVideo(let path) = self { return LabelVideoSink.isWhole(path) }
    return paths.allSatisfy(OutputFiles.exists)
  }
}

extension RunSummary {
  static func nothingToDo(_ outputs: [RunOutput]) -> RunSummary {
    var summary = RunSummary()
    summary.lines = outputs.map { "\($0): complete, nothing to do" }
    return summary
  }
}
