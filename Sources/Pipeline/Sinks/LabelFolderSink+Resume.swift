import Foundation
import Identities
import Imaging
import Media
import Rendering

extension LabelRecord {
  /// What a record goes on with, beside the index.
  package struct State: Sendable, Codable {
    /// Frames, each a row of the index.
    let count: Int
    /// The bytes of the index.
    let length: Int64
    let ledger: Ledger
    let palette: Palette
    let size: Size?

    var isConsistent: Bool { count > 0 && length > 0 && ledger.lastIndex == count - 1 }
  }

  /// Brings the index to the disk.
  func suspend() throws(MediaError) -> State {
    try index.sync()
    return State(count: count, length: index.size, ledger: ledger, palette: palette, size: size)
  }
}

extension LabelFolderSink: ResumableSink {
  package struct State: Sendable, Codable {
    let record: LabelRecord.State
    /// Nil where there are none.
    let supervoxels: SupervoxelRecord.State?

    var count: Int { record.count }
    var isConsistent: Bool { record.isConsistent && supervoxels?.isConsistent ?? true }
  }

  package func suspend() throws -> SinkState {
    for place in synced..<record.count { try folder.sync(Self.imageName(place)) }
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
    for place in 0..<count where !OutputFiles.exists(folder(imageName(place))) {
      throw .notWritable(
        path: folder(imageName(place)), reason: "it is gone, so the run can not go on; start anew with --overwrite")
    }
  }

  /// Removes what a run wrote behind the checkpoint from which it goes on, and what it left unfinished.
  static func clear(_ folder: OutputFolder, behind count: Int) {
    let growing = ([LabelRecord.Names.ofFolder.index] + SupervoxelRecord.Names.ofFolder.all).map { ".\($0).part" }
    for name in folder.names {
      let isUnfinished = name.hasPrefix(".") && name.hasSuffix(".part") && isOwn(String(name.dropFirst().dropLast(5)))
      let isLater = name.hasSuffix(".png") && isOwn(name) && Int(name.dropLast(4)).map { $0 >= count } ?? true
      if isLater || name == "labels.json" || (isUnfinished && !growing.contains(name)) { folder.remove(name) }
    }
  }
}
