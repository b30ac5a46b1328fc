import Imaging
import Media

/// Labels in a folder or a video, with the supervoxels of their run.
package struct SavedLabels: Sendable {
  package let files: LabelFiles
  package let origin: LabelOrigin
  /// Of the label maps, as in the table.
  package let size: PictureSize?
  /// The number of frames in the table.
  package let frames: Int?
  /// Imported labels have none.
  package let hasSupervoxels: Bool

  /// - Parameters:
  ///   - name: a folder of labels, or a label video.
  ///   - needsSupervoxels: whether labels without supervoxels are refused.
  ///   - isLocked: whether the caller holds their lock.
  /// - Throws: `MediaError`, ``LabelError``; `inUse` while a run writes them.
  package init(_ name: String, needsSupervoxels: Bool = true, isLocked: Bool = false) throws {
    files = try LabelFiles(name)
    // Any file has a stem, but only a label video has label files with that stem.
    guard !files.isVideo || name.fileExtension.lowercased() == "mkv" else { throw LabelError.notLabels(path: name) }
    if !isLocked { try OutputLock.check(files.isVideo ? .file(name) : .folder(name)) }
    let missing = [files.supervoxelMaps, files.supervoxelTable].filter { !OutputFiles.exists($0) }
    hasSupervoxels = missing.isEmpty
    // One of both files is damage.
    if let file = missing.first, needsSupervoxels || missing.count == 1 || !OutputFiles.exists(files.table) {
      throw OutputFiles.exists(files.checkpoint)
        ? LabelError.unfinished(labels: name) : LabelError.noSupervoxels(labels: name, file: file)
    }
    let header = try LabelTable.readWhole(path: files.table)
    (origin, size, frames) = (header.origin, header.size, header.frames)
  }

  /// The files to be read.
  package var paths: [String] {
    [files.index, files.table, files.pipeline] + (hasSupervoxels ? [files.supervoxelMaps, files.supervoxelTable] : [])
  }

  /// The length of a tick of the frames' times, in seconds.
  ///
  /// - Throws: `MediaError`.
  package func timeBase() throws(MediaError) -> Rational {
    var index = try FrameIndex(path: files.index)
    guard let row = try index.next() else {
      throw .badLabelFile(path: files.index, line: 2, reason: "it has no frame")
    }
    return row.time.timeBase
  }
}
