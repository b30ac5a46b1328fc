import Labels
import Media
import OrderedCollections

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
    for name in unsynced { try folder.sync(name) }
    unsynced = []
    let state = State(record: try record.suspend(), supervoxels: try supervoxels?.suspend(), images: images)
    try folder.sync()
    return .labels(state)
  }

  package func removeWorkFiles() { supervoxels?.removeWorkFiles() }

  /// Removes the work file that a run into a folder left.
  package static func removeWorkFile(in folder: String) { SupervoxelRecord.removeWorkFile(.ofFolder, in: folder) }

  /// The label images that the index in a folder names, as far as it can be read, in order.
  static func listedImages(in folder: OutputFolder) -> OrderedSet<String> {
    var images: OrderedSet<String> = []
    let names = [".\(LabelNames.ofFolder.index).part", LabelNames.ofFolder.index]
    guard let name = names.first(where: { OutputFiles.exists(folder($0)) }),
      var index = try? FrameIndex(path: folder(name))
    else { return images }
    while let row = try? index.next() { images.append(row.image ?? LabelNames.image(row.index)) }
    return images
  }

  /// Whether a run has come to its end in a folder, and all label images that it has written are still there.
  package static func isWhole(_ path: String) -> Bool {
    guard OutputFiles.exists(path.appending(component: LabelNames.ofFolder.table)),
      OutputFiles.exists(path.appending(component: LabelNames.ofFolder.index)),
      let folder = try? OutputFolder(path: path)
    else { return false }
    return Set(folder.names).isSuperset(of: listedImages(in: folder))
  }

  /// Throws where label images that a run wants to go on from are not those that were written.
  static func checkImages(
    _ names: OrderedSet<String>, in folder: OutputFolder, of state: State
  ) throws(MediaError) {
    guard names.count == state.count else {
      throw .notWritable(
        path: folder(LabelNames.ofFolder.index),
        reason: "it has \(names.count) frames, the checkpoint \(state.count); start "
          + "anew with --overwrite")
    }
    var images = DigestChain()
    for name in names {
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
  ///
  /// - Parameters:
  ///   - later: label images behind it.
  ///   - kept: those before it.
  static func clear(_ folder: OutputFolder, of later: OrderedSet<String>, but kept: OrderedSet<String>) {
    let growing = ([LabelNames.ofFolder.index] + LabelNames.ofFolder.supervoxels).map { ".\($0).part" }
    for name in folder.names {
      let whole = name.hasPrefix(".") && name.hasSuffix(".part") ? String(name.dropFirst().dropLast(5)) : nil
      let isUnfinished = whole.map { isOwn($0) || $0.hasSuffix(".png") } ?? false
      let isLater = later.contains(name) || LabelNames.frame(ofImage: name) != nil && !kept.contains(name)
      if isLater || name == LabelNames.ofFolder.table || (isUnfinished && !growing.contains(name)) {
        folder.remove(name)
      }
    }
  }
}
