import Labels
import Media

extension LabelFolderSink: ResumableSink {
  package struct State: Sendable, Codable {
    let record: LabelRecord.State
    /// Nil where there are none.
    let supervoxels: SupervoxelRecord.State?
    let images: DigestChain

    var count: Int { record.count }
    var isConsistent: Bool { record.isConsistent && supervoxels?.isConsistent ?? true }
  }

  package func suspend() throws -> SinkState {
    for place in synced..<record.count { try folder.sync(LabelNames.image(place)) }
    synced = record.count
    let state = State(record: try record.suspend(), supervoxels: try supervoxels?.suspend(), images: images)
    try folder.sync()
    return SinkState(labels: state)
  }

  package func removeWorkFiles() { supervoxels?.removeWorkFiles() }

  /// Removes the work file that a run into a folder left.
  package static func removeWorkFile(in folder: String) { SupervoxelRecord.removeWorkFile(.ofFolder, in: folder) }

  /// Throws where label images that a run wants to go on from are not those that were written.
  static func checkImages(in folder: OutputFolder, of state: State) throws(MediaError) {
    var images = DigestChain()
    for place in 0..<state.count {
      let name = LabelNames.image(place)
      guard let bytes = try folder.read(name) else {
        throw .notWritable(
          path: folder(name), reason: "it is gone, so the run can not go on; start anew with --overwrite")
      }
      images.add(bytes)
    }
    guard images == state.images else {
      throw .notWritable(
        path: folder.path,
        reason: "label images in it were changed since the run was stopped; start anew with --overwrite")
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
