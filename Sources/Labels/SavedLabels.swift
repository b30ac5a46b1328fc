import Imaging
import Media

/// Labels that a run left in a folder or in a video, with the supervoxels beside them.
package struct SavedLabels: Sendable {
  package let files: LabelFiles
  package let origin: LabelOrigin
  /// How many frames the table names; nil where it does not say.
  package let frames: Int?

  /// - Parameter name: a folder of labels, or a label video.
  /// - Throws: `MediaError`, ``LabelError``.
  package init(_ name: String) throws {
    files = try LabelFiles(name)
    // Every file has a stem: only a label video has labels of that stem.
    guard !files.isVideo || name.fileExtension.lowercased() == "mkv" else { throw LabelError.notLabels(path: name) }
    for file in [files.supervoxelMaps, files.supervoxelTable] where !OutputFiles.exists(file) {
      let checkpoint =
        files.isVideo ? name.folderName.appending(component: ".\(name.fileName).checkpoint") : name + "/.checkpoint"
      throw OutputFiles.exists(checkpoint)
        ? LabelError.unfinished(labels: name) : LabelError.noSupervoxels(labels: name, file: file)
    }
    let header = try LabelTable.read(path: files.table)
    (origin, frames) = (header.origin, header.frames)
  }

  /// The files that are read.
  package var paths: [String] {
    [files.index, files.table, files.pipeline, files.supervoxelMaps, files.supervoxelTable]
  }

  /// The length of a tick of the frames' times, in seconds.
  ///
  /// - Throws: `MediaError`.
  package func timeBase() throws(MediaError) -> Rational {
    var index = try FrameIndex(path: files.index)
    guard let row = try index.next() else {
      throw .badLabelFile(path: files.index, line: 2, reason: "there is no frame")
    }
    return row.time.timeBase
  }
}
