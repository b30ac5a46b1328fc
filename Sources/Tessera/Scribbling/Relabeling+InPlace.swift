import Labels
import Media
import Pipeline

extension Relabeling {
  /// Gives the labels of a folder other regions in their place: the new folder is built beside it and exchanged with it. No other
  /// run can write the folder meanwhile.
  ///
  /// - Parameters:
  ///   - others: what else to write, such as an overlay.
  ///   - overwrite: whether these may replace earlier results.
  /// - Throws: as `write(to:overwrite:progress:)`; the labels are then as before.
  public func writeInPlace(besides others: [RunOutput], overwrite: Bool) async throws -> RunSummary {
    let place = labels.files.name
    guard !labels.files.isVideo else { throw SinkError.notAFolder(path: place) }
    let lock = try RunLock([.labels(folder: place)])
    defer { lock.release() }
    // They may have changed before they were locked.
    var locked = self
    locked.labels = try SavedLabels(place, isLocked: true)
    // Labels are written into a folder of its own, which may be replaced; the others are checked before.
    try RunOutput.check(others, reading: locked.labels.paths, frames: nil, overwrite: overwrite)
    try RunOutput.check([.labels(folder: place)], areNot: guidancePaths)
    let stage = try Self.stage(for: place)
    let hidden = stage.folder.path
    defer { stage.discard() }
    let isStopRequested = isStopRequested
    var summary = try await locked.write(to: others + [.labels(folder: hidden)], overwrite: true) { _ in
      !isStopRequested()
    }
    guard summary.isComplete else { return summary }
    let own = Set(stage.folder.names)
    let images = Set(LabelFolderSink.imageNames(in: place))
    for name in try OutputFolder(path: place).names
    where !own.contains(name) && !images.contains(name) && !LabelFolderSink.isOwn(name) && !name.hasPrefix(".") {
      try stage.keep(name, from: place)
    }
    try stage.finish()
    summary.lines = summary.lines.map { $0.replacing(hidden, with: place) }
    return summary
  }

  /// Checks what can be checked of ``writeInPlace(besides:overwrite:)`` before the labels are there.
  ///
  /// - Parameters:
  ///   - labels: the folder.
  ///   - outputs: all that is to be written.
  ///   - scribbles: a folder; nil: none.
  ///   - references: pictures and masks.
  /// - Throws: `MediaError`, `SinkError`, ``ScribbleError``.
  public static func checkInPlace(
    _ labels: String, outputs: [RunOutput], scribbles: String?, references: [Reference]
  ) throws {
    try RunOutput.check(outputs, areNot: guidancePaths(scribbles, references))
    let lock = try RunLock([.labels(folder: labels)])
    defer { lock.release() }
    try stage(for: labels).discard()
  }

  private static func stage(for labels: String) throws -> FolderReplacement {
    try FolderReplacement(path: labels, stage: "scribbled")
  }

  /// The files by which a user says which regions there are.
  var guidancePaths: [String] {
    get throws { try Self.guidancePaths(scribbles, references) }
  }

  private static func guidancePaths(_ scribbles: String?, _ references: [Reference]) throws -> [String] {
    let drawn = try scribbles.map { try ScribbleFolder($0).paths } ?? []
    return drawn + references.flatMap { [$0.image] + ($0.mask.map { [$0] } ?? []) }
  }

  /// Checks scribbles, as far as it can be done before a video is segmented.
  ///
  /// - Parameters:
  ///   - folder: of the scribbles.
  ///   - video: to be segmented.
  /// - Throws: ``ScribbleError``, `MediaError`.
  public static func checkScribbles(_ folder: String, of video: Video) throws {
    // An image may be named after one of a sequence.
    let isSequence = !video.images.isEmpty || video.paths.count > 1
    try ScribbleFolder(folder).check(size: video.size, allowsOtherNames: isSequence)
  }

  /// Checks references, as far as it can be done without training.
  ///
  /// - Throws: ``ReferenceError``, `MediaError`.
  public static func checkReferences(_ references: [Reference]) throws {
    if !references.isEmpty { _ = try ReferencePictures(references, DecodeSettings(), threads: 1) }
  }
}

extension Video {
  /// Whether a second pass over the frames is possible.
  public var canBeReadAgain: Bool { namedInput != nil }
}
