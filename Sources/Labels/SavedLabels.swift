import Imaging
import Media

/// A run's labels in a folder or a video, with their supervoxels.
package struct SavedLabels: Sendable {
  package let files: LabelFiles
  package let origin: LabelOrigin
  /// Of the label maps, as in the table.
  package let size: PictureSize?
  /// The number of frames in the table.
  package let frames: Int?

  /// - Parameter name: a folder of labels, or a label video.
  /// - Throws: `MediaError`, ``LabelError``; `inUse` while a run writes them.
  package init(_ name: String) throws {
    files = try LabelFiles(name)
    // Any file has a stem, but only a label video has label files with that stem.
    guard !files.isVideo || name.fileExtension.lowercased() == "mkv" else { throw LabelError.notLabels(path: name) }
    try OutputLock.check(files.isVideo ? .file(name) : .folder(name))
    for file in [files.supervoxelMaps, files.supervoxelTable] where !OutputFiles.exists(file) {
      throw OutputFiles.exists(files.checkpoint)
        ? LabelError.unfinished(labels: name) : LabelError.noSupervoxels(labels: name, file: file)
    }
    let header = try LabelTable.readWhole(path: files.table)
    (origin, size, frames) = (header.origin, header.size, header.frames)
  }

  /// The files to be read.
  package var paths: [String] {
    [files.index, files.table, files.pipeline, files.supervoxelMaps, files.supervoxelTable]
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
