import Foundation
import Imaging
import Media
import Regions

/// Writes the files for relabeling space-time regions: the supervoxels of every frame (a lossless video of 16-bit
/// maps), and their merge tree (CSV).
package final class SupervoxelRecord {
  /// The location and format of the files.
  package struct Place {
    let folder: OutputFolder
    let names: LabelNames
    /// Of the video; nil if unknown.
    let frameRate: Rational?
    let sampleAspectRatio: Rational
    /// For coding, ≥ 1.
    let threads: Int
    /// Whether ``SupervoxelRecord/suspend()`` can be called.
    let isResumable: Bool

    package init(
      folder: OutputFolder, names: LabelNames, frameRate: Rational?, sampleAspectRatio: Rational, threads: Int,
      isResumable: Bool
    ) {
      self.folder = folder
      self.names = names
      self.frameRate = frameRate
      self.sampleAspectRatio = sampleAspectRatio
      self.threads = threads
      self.isResumable = isResumable
    }
  }

  /// The state, besides the files.
  package struct State: Sendable, Codable {
    let maps: LabelVideoWriter.State
    let text: OutputText.Mark
    let size: PictureSize

    package var isConsistent: Bool {
      maps.isConsistent && text.length > 0 && [size.width, size.height].allSatisfy((1...Int(UInt16.max)).contains)
    }
  }

  private let place: Place
  /// Nil before the first frame with supervoxels; without any, nothing is written.
  private var files: Files?

  private struct Files {
    let maps: LabelVideoWriter
    let table: OutputText
    /// Of the maps.
    let size: PictureSize
  }

  /// Creates no files yet.
  ///
  /// - Parameter state: the state to resume from; the files must exist.
  package init(_ place: Place, from state: State? = nil) throws(MediaError) {
    self.place = place
    guard let state else { return }
    let table = try OutputText(place.names.supervoxelTable, in: place.folder, resumedAt: state.text)
    files = Files(maps: try Self.writer(place, size: state.size, from: state.maps), table: table, size: state.size)
  }

  private static func writer(
    _ place: Place, size: PictureSize, from state: LabelVideoWriter.State? = nil
  ) throws(MediaError) -> LabelVideoWriter {
    try LabelVideoWriter(
      path: place.folder(place.names.supervoxelMaps), size: size, frameRate: place.frameRate,
      sampleAspectRatio: place.sampleAspectRatio, threads: place.threads, overwrite: true,
      isResumable: place.isResumable, from: state)
  }

  /// Opens the files; existing ones are replaced.
  private func open(for frame: SupervoxelFrame) throws(MediaError) -> Files {
    let maps = try Self.writer(place, size: frame.map.size)
    do throws(MediaError) {
      let table = try OutputText(place.names.supervoxelTable, in: place.folder)
      try table.write(SupervoxelRow.head(workingSize: frame.workingSize))
      return Files(maps: maps, table: table, size: frame.map.size)
    } catch {
      maps.discard()
      throw error
    }
  }

  /// Adds a frame if it has supervoxels. If it throws, nothing of the frame is in the table.
  package func add(_ frame: some LabeledFrame) throws(MediaError) {
    guard let supervoxels = frame.supervoxels else { return }
    let files: Files
    if let open = self.files { files = open } else { files = try open(for: supervoxels) }
    self.files = files
    let before = files.table.size
    try files.table.write(supervoxels.finalized.map { SupervoxelRow($0, frame: frame.index).line }.joined())
    do throws(MediaError) {
      try files.maps.write(supervoxels.map, at: frame.time)
    } catch {
      files.table.truncate(to: before)
      throw error
    }
  }

  /// Syncs everything written so far to disk.
  ///
  /// - Returns: nil if nothing was written.
  package func suspend() throws(MediaError) -> State? {
    guard let files else { return nil }
    let text = try files.table.suspend()
    return State(maps: try files.maps.suspend(), text: text, size: files.size)
  }

  /// Completes the files.
  ///
  /// - Returns: the error, if any. A failure here must not cost the labels.
  package func finish() -> MediaError? {
    do throws(MediaError) {
      // A table without maps would be worse than none.
      try files?.maps.finish()
      try files?.table.finish()
      return nil
    } catch {
      return error
    }
  }

  package func discard() {
    files?.maps.discard()
    files?.table.discard()
  }

  package func removeWorkFiles() { files?.maps.removeWorkFile() }

  /// Removes the work file that a run left in a label folder or next to a label video.
  package static func removeWorkFile(_ names: LabelNames, in folder: String) {
    LabelVideoWriter.removeWorkFile(besides: folder.appending(component: names.supervoxelMaps))
  }
}
