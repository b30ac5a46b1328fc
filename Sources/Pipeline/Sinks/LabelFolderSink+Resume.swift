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

  /// The label images that the index in a folder names, as far as it can be read, in order; of a run that was stopped
  /// before those of a run before it.
  static func listedImages(in folder: OutputFolder) -> OrderedSet<FileName> {
    var images: OrderedSet<FileName> = []
    for name in [".\(LabelNames.ofFolder.index).part", LabelNames.ofFolder.index] where OutputFiles.exists(folder(name))
    {
      guard var index = try? FrameIndex(path: folder(name)) else { continue }
      while let row = try? index.next() { images.append(FileName(row.image ?? LabelNames.image(row.index))) }
    }
    return images
  }

  /// Removes a label image; a picture in colors, which somebody has given its name, stays.
  static func removeImage(_ name: String, in folder: OutputFolder) {
    // The kind of the pixels stands at a fixed place in a PNG: 0 is gray, 3 has a palette.
    let kind = (try? folder.read(name))?.dropFirst(25).first
    if isOwn(name) || kind == 0 || kind == 3 { folder.remove(name) }
  }

  /// Whether a run has come to its end in a folder, and all label images that it has written are still there.
  package static func isWhole(_ path: String) -> Bool {
    guard OutputFiles.exists(path.appending(component: LabelNames.ofFolder.table)),
      OutputFiles.exists(path.appending(component: LabelNames.ofFolder.index)),
      let folder = try? OutputFolder(path: path)
    else { return false }
    return Set(folder.names.map(FileName.init)).isSuperset(of: listedImages(in: folder))
  }

  /// Throws where label images that a run wants to go on from are not those that were written.
  static func checkImages(
    _ names: OrderedSet<FileName>, in folder: OutputFolder, of state: State
  ) throws(MediaError) {
    guard names.count == state.count else {
      throw .notWritable(
        path: folder(LabelNames.ofFolder.index),
        reason: "it has \(names.count) frames, the checkpoint \(state.count); start "
          + "anew with --overwrite")
    }
    var images = DigestChain()
    for name in names {
      guard let bytes = try folder.read(name.text) else {
        throw .notWritable(
          path: folder(name.text), reason: "it is gone, so the run can not go on; start anew with --overwrite")
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
  static func clear(_ folder: OutputFolder, of later: OrderedSet<FileName>, but kept: OrderedSet<FileName>) {
    let growing = ([LabelNames.ofFolder.index] + LabelNames.ofFolder.supervoxels).map { ".\($0).part" }
    for name in folder.names {
      let whole = name.hasPrefix(".") && name.hasSuffix(".part") ? String(name.dropFirst().dropLast(5)) : nil
      let isUnfinished = whole.map { isOwn($0) || $0.hasSuffix(".png") } ?? false
      let isNumbered = LabelNames.frame(ofImage: name) != nil
      if later.contains(FileName(name)) || isNumbered && !kept.contains(FileName(name)) {
        removeImage(name, in: folder)
      } else if name == LabelNames.ofFolder.table || (isUnfinished && !growing.contains(name)) {
        folder.remove(name)
      }
    }
  }
}
