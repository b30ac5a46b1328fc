import Foundation
import Imaging
import Media

/// The label maps as a video without loss (`clip.mkv`), with the index, the table and the pipeline beside it (`clip.csv`,
/// `clip.json`, `clip.yaml`).
package actor LabelVideoSink: Sink {
  private let path: String
  private let writer: LabelVideoWriter
  private let record: LabelRecord
  /// Whether a run may go on from what is there.
  private var isSuspended: Bool

  /// - Parameters:
  ///   - isResumable: whether packets are kept in a work file, so that ``suspend()`` can be called.
  ///   - state: where a run goes on.
  /// - Throws: `MediaError` when one of the files can not be made.
  package init(
    path: String, format: VideoFormat, description: LabelDescription, threads: Int, overwrite: Bool,
    isResumable: Bool = false, from state: State? = nil
  ) throws {
    let overwrite = overwrite || state != nil
    try Self.check(path: path, overwrite: overwrite)
    self.path = path
    let folder = try OutputFiles.folder(of: path)
    writer = try LabelVideoWriter(
      path: path, size: format.size, frameRate: format.frameRate, sampleAspectRatio: format.sampleAspectRatio,
      threads: min(16, threads), overwrite: overwrite, isResumable: isResumable, from: state?.video)
    record = try LabelRecord(in: folder, names: Self.names(path), description: description, from: state?.record)
    isSuspended = state != nil
  }

  /// Throws what `init` would refuse names for; touches nothing.
  package static func check(path: String, overwrite: Bool) throws {
    for file in files(path) { try OutputFiles.checkTarget(file, overwrite: overwrite) }
  }

  /// All that is written for a video of this name, itself first.
  package static func files(_ path: String) -> [String] {
    let folder = (path as NSString).deletingLastPathComponent as NSString
    return [path] + names(path).all.map { folder.appendingPathComponent($0) }
  }

  private static func names(_ path: String) -> LabelRecord.Names {
    LabelRecord.Names(besideVideo: (path as NSString).lastPathComponent)
  }

  package func write(_ frame: SegmentedFrame) throws {
    try record.add(frame)
    do {
      try writer.write(frame.labels, at: frame.time)
    } catch {
      record.takeBack()
      throw error
    }
  }

  package func finish(isComplete: Bool) throws -> [String] {
    // Tables beside a video that is not there would be worse than none.
    try writer.finish()
    let contents = try record.finish()
    return ["labels: \(path) (\(contents))"] + writer.notes.map { "labels: \($0)" }
  }

  package func discard() {
    writer.discard()
    // A run goes on from the rows, too.
    if !isSuspended { record.discard() }
  }
}

extension LabelVideoSink: ResumableSink {
  package struct State: Sendable, Codable {
    let video: LabelVideoWriter.State
    let record: LabelRecord.State

    var isConsistent: Bool { video.isConsistent && record.isConsistent }
  }

  package func suspend() throws -> SinkState {
    let state = State(video: try writer.suspend(), record: try record.suspend())
    isSuspended = true
    return SinkState(labelVideo: state)
  }

  package func removeWorkFiles() { writer.removeWorkFile() }
}
