import Labels
import Media
import OrderedCollections

extension LabelFolderSink: ResumableSink {
  package struct State: Sendable, Codable {
    let record: LabelRecord.State
    /// Nil if there are none.
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

  /// Removes the work file of a run into a folder.
  package static func removeWorkFile(in folder: String) { SupervoxelRecord.removeWorkFile(.ofFolder, in: folder) }

  /// The label images listed by the index in a folder, as far as it is readable, in order. A stopped run's images
  /// come before those of an earlier run.
  static func listedImages(in folder: OutputFolder) -> OrderedSet<FileName> {
    var images: OrderedSet<FileName> = []
    for name in [".\(LabelNames.ofFolder.index).part", LabelNames.ofFolder.index] where OutputFiles.exists(folder(name))
    {
      guard var index = try? FrameIndex(path: folder(name)) else { continue }
      while let row = try? index.next() { images.append(FileName(row.image ?? LabelNames.image(row.index))) }
    }
    return images
  }

  /// The names of the label images in a folder's index.
  package static func imageNames(in path: String) -> [String] {
    (try? OutputFolder(path: path)).map { listedImages(in: $0).map(\.text) } ?? []
  }

  /// Removes a label image; a color picture of the same name is kept.
  static func removeImage(_ name: String, in folder: OutputFolder) {
    // The pixel type is at a fixed offset in a PNG: 0 is gray, 3 is palette.
    let kind = (try? folder.read(name))?.dropFirst(25).first
    if isOwn(name) || kind == 0 || kind == 3 { folder.remove(name) }
  }

  /// Takes over what is in a folder besides labels. The state of a stopped run, and what a killed one left, is not.
  ///
  /// - Parameters:
  ///   - place: the folder; it may be missing.
  ///   - folder: that will take its place.
  ///   - overwrite: whether a file of another program may be replaced by a label image of its name.
  /// - Throws: `MediaError`.
  package static func keepOthers(
    of place: String, in folder: FolderReplacement, overwrite: Bool = true
  ) throws(MediaError) {
    guard OutputFiles.exists(place) else { return }
    let images = Set(imageNames(in: place))
    let new = Set(folder.folder.names)
    for name in try OutputFolder(path: place).names where !isOwn(name) && !images.contains(name) {
      if new.contains(name), !overwrite, !name.hasPrefix(".") { throw .exists(path: place.appending(component: name)) }
      let isState = name.hasPrefix(".") && [".checkpoint", ".part", ".packets"].contains(where: name.hasSuffix)
      if !isState, !new.contains(name) { try folder.keep(name, from: place) }
    }
  }

  /// Whether a run is complete in a folder, and all of its label images exist.
  package static func isWhole(_ path: String) -> Bool {
    guard OutputFiles.exists(path.appending(component: LabelNames.ofFolder.table)),
      OutputFiles.exists(path.appending(component: LabelNames.ofFolder.index)),
      let folder = try? OutputFolder(path: path)
    else { return false }
    return Set(folder.names.map(FileName.init)).isSuperset(of: listedImages(in: folder))
  }

  /// Throws if label images of the resumed run were changed.
  static func checkImages(
    _ names: OrderedSet<FileName>, in folder: OutputFolder, of state: State
  ) throws(MediaError) {
    guard names.count == state.count else {
      throw .notWritable(
        path: folder(LabelNames.ofFolder.index),
        reason: "it has \(names.count) frames, the checkpoint \(state.count); start "
          + "again with --overwrite")
    }
    var images = DigestChain()
    for name in names {
      guard let bytes = try folder.read(name.text) else {
        throw .notWritable(
          path: folder(name.text), reason: "it is missing, so the run can not be resumed; start again with --overwrite")
      }
      images.add(bytes)
    }
    guard images == state.images else {
      throw .notWritable(
        path: folder.path,
        reason: "label images in it were changed after the run stopped; start again with --overwrite")
    }
  }

  /// Removes results after the checkpoint to resume from, and unfinished files.
  ///
  /// - Parameters:
  ///   - later: label images after the checkpoint.
  ///   - kept: label images before it.
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
