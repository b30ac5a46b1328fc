import Foundation
import Imaging
import Labels
import Media
import OrderedCollections
import Rendering

/// A folder with one lossless label image per frame (`000000.png` …), an index of the frames (`frames.csv`), a table
/// of the tracks (`labels.json`) and the pipeline (`pipeline.yaml`); for space-time regions also the files for
/// relabeling (`supervoxels.mkv`, `supervoxels.csv`).
package actor LabelFolderSink: Sink {
  let folder: OutputFolder
  private let format: LabelSettings.Format
  let record: LabelRecord
  /// Nil if supervoxels are not written.
  let supervoxels: SupervoxelRecord?
  /// Whether other results were removed from the folder.
  private var isCleared = false
  /// The label images before the state to resume from; nil for a new run.
  private let keptImages: OrderedSet<FileName>?
  /// The label images in an earlier index.
  private let earlierImages: OrderedSet<FileName>
  /// Whether foreign files with the name of a label image are replaced.
  private let mayReplace: Bool
  /// Label images that may not be synced to disk yet.
  var unsynced: [String] = []
  /// The digest of the label images so far.
  var images: DigestChain

  /// Creates the folder. A folder with label files of another run is rejected or, with `overwrite`, cleared of them
  /// at the first frame.
  ///
  /// - Parameters:
  ///   - format: of the segmented video; nil if unknown.
  ///   - threads: for coding the maps of supervoxels, ≥ 1.
  ///   - replacesForeign: whether foreign files with the name of a label image are replaced; nil: as `overwrite`.
  ///   - isResumable: whether ``suspend()`` can be called for space-time regions.
  ///   - state: the state to resume from.
  package init(
    folder path: String, settings: LabelSettings, origin: LabelOrigin, pipeline: String, format: VideoFormat? = nil,
    threads: Int = 2, overwrite: Bool, replacesForeign: Bool? = nil, isResumable: Bool = false, from state: State? = nil
  ) throws {
    try Self.check(folder: path, overwrite: overwrite || state != nil)
    try OutputFiles.makeFolder(path)
    folder = try OutputFolder(path: path)
    self.format = settings.format
    earlierImages = Self.listedImages(in: folder)
    let kept = OrderedSet(earlierImages.prefix(state?.count ?? 0))
    if let state { try Self.checkImages(kept, in: folder, of: state) }
    record = try LabelRecord(in: folder, names: .ofFolder, origin: origin, pipeline: pipeline, from: state?.record)
    let place = SupervoxelRecord.Place(
      folder: folder, names: .ofFolder, frameRate: format?.frameRate,
      sampleAspectRatio: format?.sampleAspectRatio ?? Rational(1, 1), threads: min(16, threads),
      isResumable: isResumable)
    supervoxels = settings.supervoxels ? try SupervoxelRecord(place, from: state?.supervoxels) : nil
    mayReplace = replacesForeign ?? overwrite
    keptImages = state == nil ? nil : kept
    images = state?.images ?? DigestChain()
  }

  /// Throws if `init` would. Touches nothing.
  package static func check(folder: String, overwrite: Bool) throws {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder) else { return }
    guard isFolder.boolValue else { throw SinkError.notAFolder(path: folder) }
    guard access(folder, W_OK) == 0 else { throw MediaError.write(errno, path: folder) }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    guard overwrite || !names.contains(where: isOwn) else {
      throw SinkError.notEmpty(folder: folder)
    }
  }

  /// Whether a file is written by runs, by its name. Other files are never removed, except label images in the index.
  package static func isOwn(_ name: String) -> Bool {
    let names = LabelNames.ofFolder.record + LabelNames.ofFolder.supervoxels + LabelNames.corrections
    if names.contains(name) { return true }
    let stem = name.dropLast(4)
    return name.hasSuffix(".png") && stem.count >= 6 && stem.utf8.allSatisfy { (48...57).contains($0) }
  }

  /// Whether a path is a file that a run may write in a folder.
  package static func owns(_ path: String, in folder: String) -> Bool {
    let parent = path.folderName
    return (isOwn(path.fileName) || path.hasSuffix(".png"))
      && OutputFiles.areSame(parent.isEmpty ? "." : parent, folder)
  }

  /// Removes the results of another run and the unfinished files of a killed run, or those behind the state to resume from.
  private func clear() {
    if isCleared { return }
    isCleared = true
    if let keptImages {
      return Self.clear(folder, of: earlierImages.subtracting(keptImages), but: keptImages)
    }
    for name in folder.names {
      let isUnfinished =
        name.hasPrefix(".") && name.hasSuffix(".part") && Self.isOwn(String(name.dropFirst().dropLast(5)))
      if earlierImages.contains(FileName(name)) {
        Self.removeImage(name, in: folder)
      } else if Self.isOwn(name) || (isUnfinished && name != ".frames.csv.part") {
        folder.remove(name)
      }
    }
  }

  package func write(_ frame: SegmentedFrame) throws {
    clear()
    let name = frame.name.map { $0 + ".png" } ?? LabelNames.image(frame.index)
    guard mayReplace || !OutputFiles.exists(folder(name)) else { throw MediaError.exists(path: folder(name)) }
    let image = try encoded(frame, path: folder(name))
    try record.add(frame, image: name)
    do {
      // The supervoxels may have one frame more than the index, but not less.
      try supervoxels?.add(frame)
      try folder.write(image, to: name)
      images.add(image)
      unsynced.append(name)
    } catch {
      record.takeBack()
      throw error
    }
  }

  private func encoded(_ frame: SegmentedFrame, path: String) throws -> [UInt8] {
    try Self.encoded(frame.labels, frame.palette, as: format, path: path)
  }

  /// A label image.
  ///
  /// - Parameter path: for messages.
  package static func encoded(
    _ labels: LabelMap, _ palette: Palette, as format: LabelSettings.Format, path: String
  ) throws -> [UInt8] {
    let largest = labels.labels.max() ?? 0
    switch format {
    case .indexed where largest > 255: throw SinkError.tooManyTracks(path: path, trackID: largest)
    case .automatic where largest > 255, .gray16: return try LabelImage.gray16PNG(labels)
    case .automatic, .indexed: return try LabelImage.indexedPNG(labels, palette: palette.colors)
    }
  }

  package func finish(isComplete: Bool) throws -> [String] {
    if keptImages != nil { clear() }
    let failure = supervoxels?.finish()
    let contents = try record.finish(isComplete: isComplete)
    if let failure { throw failure }
    return ["labels: \(folder.path) (\(contents))"]
  }

  /// Written label images are kept: each is complete.
  package func discard() {
    record.discard()
    supervoxels?.discard()
    if record.count == 0 { rmdir(folder.path) }
  }
}
