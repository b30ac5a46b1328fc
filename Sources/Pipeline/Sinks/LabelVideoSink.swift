import Foundation
import Imaging
import Labels
import Media

/// The label maps as a lossless video (`clip.mkv`), with index, table and pipeline (`clip.csv`, `clip.json`,
/// `clip.yaml`); for space-time regions also the files for relabeling (`clip.supervoxels.mkv`,
/// `clip.supervoxels.csv`).
package actor LabelVideoSink: Sink {
  private let path: String
  private let writer: LabelVideoWriter
  private let record: LabelRecord
  /// Nil if supervoxels are not written.
  private let supervoxels: SupervoxelRecord?
  private let folder: OutputFolder
  /// Whether files of an earlier run that this run does not write were removed.
  private var isCleared: Bool

  /// - Parameters:
  ///   - isResumable: whether packets are kept in a work file, so that ``suspend()`` can be called.
  ///   - state: the state to resume from.
  /// - Throws: `MediaError` if one of the files can not be created.
  package init(
    path: String, settings: LabelSettings = LabelSettings(), format: VideoFormat, origin: LabelOrigin, pipeline: String,
    threads: Int, overwrite: Bool, isResumable: Bool = false, from state: State? = nil
  ) throws {
    let overwrite = overwrite || state != nil
    try Self.check(path: path, overwrite: overwrite)
    self.path = path
    folder = try OutputFiles.folder(of: path)
    writer = try LabelVideoWriter(
      path: path, size: format.size, frameRate: format.frameRate, sampleAspectRatio: format.sampleAspectRatio,
      threads: min(16, threads), overwrite: overwrite, isResumable: isResumable, from: state?.video)
    record = try LabelRecord(
      in: folder, names: Self.names(path), origin: origin, pipeline: pipeline, from: state?.record)
    let place = SupervoxelRecord.Place(
      folder: folder, names: Self.names(path), frameRate: format.frameRate,
      sampleAspectRatio: format.sampleAspectRatio, threads: min(16, threads), isResumable: isResumable)
    supervoxels = settings.supervoxels ? try SupervoxelRecord(place, from: state?.supervoxels) : nil
    isCleared = state != nil
  }

  /// Throws if `init` would reject the names. Touches nothing.
  package static func check(path: String, overwrite: Bool) throws {
    for file in files(path) { try OutputFiles.checkTarget(file, overwrite: overwrite) }
  }

  /// All files that may be written for a video of this name, the video first.
  package static func files(_ path: String) -> [String] {
    let folder = path.folderName
    return ownFiles(path) + names(path).supervoxels.map { folder.appending(component: $0) }
  }

  /// The files that every run writes.
  package static func ownFiles(_ path: String) -> [String] {
    let folder = path.folderName
    return [path] + names(path).record.map { folder.appending(component: $0) }
  }

  /// Whether a run is complete, and the video has as many frames as its table.
  package static func isWhole(_ path: String) -> Bool {
    guard ownFiles(path).allSatisfy(OutputFiles.exists), let files = try? LabelFiles(path) else { return false }
    return (try? LabelTable.read(path: files.table).frames == RegionVideoReader.count(path: path)) ?? false
  }

  private static func names(_ path: String) -> LabelNames {
    LabelNames(besideVideo: path.fileName)
  }

  package func write(_ frame: SegmentedFrame) throws {
    if !isCleared, supervoxels == nil || frame.supervoxels == nil {
      for name in Self.names(path).supervoxels { folder.remove(name) }
    }
    isCleared = true
    try record.add(frame)
    do {
      // The supervoxels may have one frame more than the labels, but not less.
      try supervoxels?.add(frame)
      try writer.write(frame.labels, at: frame.time)
    } catch {
      record.takeBack()
      throw error
    }
  }

  package func finish(isComplete: Bool) throws -> [String] {
    // Tables without a video would be worse than none.
    try writer.finish()
    let failure = supervoxels?.finish()
    let contents = try record.finish(isComplete: isComplete)
    if let failure { throw failure }
    return ["labels: \(path) (\(contents))"] + writer.notes.map { "labels: \($0)" }
  }

  package func discard() {
    writer.discard()
    record.discard()
    supervoxels?.discard()
  }
}

extension LabelVideoSink: ResumableSink {
  package struct State: Sendable, Codable {
    let video: LabelVideoWriter.State
    let record: LabelRecord.State
    /// Nil if there are none.
    let supervoxels: SupervoxelRecord.State?

    var isConsistent: Bool {
      video.isConsistent && record.isConsistent && supervoxels?.isConsistent ?? true
    }
  }

  package func suspend() throws -> SinkState {
    let state = State(
      video: try writer.suspend(), record: try record.suspend(), supervoxels: try supervoxels?.suspend())
    return .labelVideo(state)
  }

  package func removeWorkFiles() {
    writer.removeWorkFile()
    supervoxels?.removeWorkFiles()
  }

  /// Removes the work files of a run to `path`.
  package static func removeWorkFiles(besides path: String) {
    LabelVideoWriter.removeWorkFile(besides: path)
    SupervoxelRecord.removeWorkFile(names(path), in: path.folderName)
  }
}
