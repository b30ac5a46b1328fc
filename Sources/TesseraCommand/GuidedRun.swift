import ArgumentParser
import Pipeline
import Tessera

/// What `tessera segment --scribbles` and `--reference` do behind a run: they relabel the labels of the run in their place.
struct GuidedRun {
  private let guidance: GuidanceArguments
  private let labels: String
  private let threads: Int?
  /// What the run writes: its labels.
  let outputsOfRun: [RunOutput]
  /// What is written behind it, besides the labels.
  private let others: [RunOutput]

  /// Checks what the user says, as far as it can be done before the run.
  ///
  /// - Throws: `ValidationError`, `ScribbleError`, `ReferenceError`, `MediaError`, `SinkError`.
  init(_ guidance: GuidanceArguments, video: Video, outputs: [RunOutput], threads: Int?) throws {
    let folders = outputs.compactMap { output -> String? in
      if case .labels(let path) = output { path } else { nil }
    }
    guard let labels = folders.first else {
      throw ValidationError("with \(guidance.names) the labels of a folder are changed; give --labels FOLDER")
    }
    guard video.canBeReadAgain else {
      throw ValidationError("with \(guidance.names) the input is read twice, and a pipe only once; give a file")
    }
    if let folder = guidance.scribbles { try Relabeling.checkScribbles(folder, of: video) }
    let references = guidance.references.map { Reference(word: $0) }
    try Relabeling.checkReferences(references)
    try Relabeling.checkInPlace(labels, outputs: outputs, scribbles: guidance.scribbles, references: references)
    self.guidance = guidance
    self.labels = labels
    self.threads = threads
    outputsOfRun = [.labels(folder: labels)]
    others = outputs.filter { $0 != .labels(folder: labels) && $0 != .null }
  }

  /// How to apply them when the run was stopped.
  var remedy: String {
    "not applied: \(guidance.names); complete the labels with --labels \(labels) --resume, without --overlay and "
      + "\(guidance.names), then: tessera relabel \(labels) \(guidance.words) --labels …"
  }

  /// - Parameters:
  ///   - overwrite: whether an existing overlay may be replaced.
  ///   - isStopRequested: asked after every frame.
  func write(overwrite: Bool, isStopRequested: @escaping @Sendable () -> Bool) async throws -> RunSummary {
    var relabeling = try Relabeling(of: labels)
    guidance.apply(to: &relabeling)
    relabeling.isStopRequested = isStopRequested
    if let threads { relabeling.threads = threads }
    return try await relabeling.writeInPlace(besides: others, overwrite: overwrite)
  }
}

extension RunSummary {
  /// Replaces what was written by a run by what scribbles and references made of it.
  mutating func apply(_ scribbled: RunSummary) {
    lines = scribbled.lines
    warnings += scribbled.warnings.filter { !warnings.contains($0) }
    notes += scribbled.notes.filter { !notes.contains($0) }
    isComplete = scribbled.isComplete
  }
}
