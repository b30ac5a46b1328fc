import Labels
import Media
import Pipeline

/// The place of labels that appear whole or not at all. A folder is built beside its place.
struct WholeLabels {
  /// What to write: the output, or for a folder the one beside it.
  let output: RunOutput
  private let final: RunOutput
  private let replacement: FolderReplacement?

  /// - Throws: `MediaError`.
  init(_ output: RunOutput) throws(MediaError) {
    final = output
    guard case .labels(let folder) = output else {
      (self.output, replacement) = (output, nil)
      return
    }
    let parent = OutputFiles.absolute(OutputFiles.target(of: folder)).folderName
    try OutputFiles.makeFolder(parent)
    let replacement = try FolderReplacement(path: folder, stage: "imported")
    self.replacement = replacement
    self.output = .labels(folder: replacement.folder.path)
  }

  /// Gives the labels their place.
  ///
  /// - Parameters:
  ///   - summary: of the writing; it then names the place instead of the folder beside it.
  ///   - overwrite: whether a file of another program may be replaced by a label image of its name.
  /// - Throws: `MediaError`; then everything is as before.
  func finish(_ summary: inout RunSummary, overwrite: Bool) throws {
    guard let replacement, case .labels(let folder) = final else { return RunOutput.forgetRun(into: [final]) }
    try LabelFolderSink.keepOthers(of: folder, in: replacement, overwrite: overwrite)
    try replacement.finish()
    summary.lines = summary.lines.map { $0.replacing(replacement.folder.path, with: folder) }
  }

  func discard() { replacement?.discard() }
}

/// Passes frames on, and finishes nothing after an error.
actor WholeSink: Sink {
  private let sink: any Sink
  private var hasFailed = false

  init(_ sink: any Sink) { self.sink = sink }

  /// Runs `body`; after an error nothing is finished.
  func watch<Result: Sendable>(_ body: @Sendable () async throws -> Result) async throws -> Result {
    do {
      return try await body()
    } catch {
      hasFailed = true
      throw error
    }
  }

  func write(_ frame: SegmentedFrame) async throws { try await watch { [sink] in try await sink.write(frame) } }

  func finish(isComplete: Bool) async throws -> [String] {
    guard hasFailed else { return try await sink.finish(isComplete: isComplete) }
    await sink.discard()
    return []
  }

  func discard() async { await sink.discard() }
}
