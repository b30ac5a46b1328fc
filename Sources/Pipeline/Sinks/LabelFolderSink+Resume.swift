import Labels
import Media

extension LabelFolderSink: ResumableSink {
  package struct State: Sendable, Codable {
    let record: LabelRecord.State
    /// Nil where there are none.
    let supervoxels: SupervoxelRecord.State?

    var count: Int { record.count }
    var isConsistent: Bool { record.isConsistent && supervoxels?.isConsistent ?? true }
  }

  package func suspend() throws -> SinkState {
    for place in synced..<record.count { try folder.sync(LabelNames.image(place)) }
    synced = record.count
    isSuspended = true
    let state = State(record: try record.suspend(), supervoxels: try supervoxels?.suspend())
    try folder.sync()
    return SinkState(labels: state)
  }

  package func removeWorkFiles() { supervoxels?.removeWorkFiles() }

  /// Removes the work file that a run into a folder left.
  package static func removeWorkFile(in folder: String) { SupervoxelRecord.removeWorkFile(.ofFolder, in: folder) }

  /// Throws where label images are gone that a run wants to go on from.
  static func checkImages(in folder: OutputFolder, count: Int) throws(MediaError) {
    for place in 0..<count where !OutputFiles.exists(folder(LabelNames.image(place))) {
      throw .notWritable(
        path: folder(LabelNames.image(place)),
        reason: "it is gone, so the run can not go on; start anew with --overwrite")
    }
  }

  /// Removes what a run wrote behind the checkpoint from which it goes on, and what it left unfinished.
  static func clear(_ folder: OutputFolder, behind count: Int) {
    let growing = ([LabelNames.ofFolder.index] + LabelNames.ofFolder.supervoxels).map { ".\($0).part" }
    for name in folder.names {
      let isUnfinished = name.hasPrefix(".") && name.hasSuffix(".part") && isOwn(String(name.dropFirst().dropLast(5)))
      let isLater = name.hasSuffix(".png") && isOwn(name) && Int(name.dropLast(4)).map { $0 >= count } ?? true
      if isLater || name == LabelNames.ofFolder.table || (isUnfinished && !growing.contains(name)) {
        folder.remove(name)
      }
    }
  }
}
