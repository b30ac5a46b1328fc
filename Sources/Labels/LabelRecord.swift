import Foundation
import Imaging
import Media
import Rendering
import Tracking

/// Writes the files next to label maps: an index of the frames (CSV), a table of the tracks (JSON), and the pipeline
/// (YAML).
///
/// Disk space is reserved for the table, so that it can be written when the disk is full.
package final class LabelRecord {
  private let folder: OutputFolder
  private let names: LabelNames
  private let origin: LabelOrigin
  /// The whole pipeline file.
  private let pipeline: String
  private let index: OutputText
  private let reserve: Reserve
  private var trackTable: TrackTable
  /// The colors of the last frame, including those of all earlier frames.
  private var palette: Palette
  private var size: PictureSize?
  package private(set) var count: Int
  /// By frame.
  private var thumbnails: [Int: Thumbnail]
  /// The state before the last frame.
  private var before: (trackTable: TrackTable, indexSize: Int64)

  /// Opens the index; existing files are replaced.
  ///
  /// - Parameters:
  ///   - pipeline: the complete pipeline file.
  ///   - state: the state to resume from; the index must exist.
  package init(
    in folder: OutputFolder, names: LabelNames, origin: LabelOrigin, pipeline: String, from state: State? = nil
  ) throws(MediaError) {
    self.folder = folder
    self.names = names
    self.origin = origin
    self.pipeline = pipeline
    (trackTable, size, count) = (state?.trackTable ?? TrackTable(), state?.size, state?.count ?? 0)
    palette = state?.palette ?? .standard
    thumbnails =
      state.map { Dictionary(uniqueKeysWithValues: zip($0.thumbnailFrames, $0.thumbnails)) } ?? origin.thumbnails
    index =
      if let state {
        try OutputText(names.index, in: folder, resumedAt: state.text)
      } else {
        try OutputText(names.index, in: folder)
      }
    reserve = Reserve(in: folder, for: names.table)
    if state == nil { try index.write(FrameRow.columns) }
    before = (trackTable, index.size)
    try keepBack(tracks: trackTable.entries.count)
  }

  /// Adds a frame. If it throws, nothing of the frame is in the index.
  ///
  /// - Parameter image: the name of the label image; nil for none.
  package func add(_ frame: some LabeledFrame, image: String? = nil) throws(MediaError) {
    before = (trackTable, index.size)
    var next = trackTable
    let changes = next.record(frame.labels, index: frame.index, seconds: frame.time.seconds, events: frame.events)
    try keepBack(tracks: next.entries.count)
    try index.write(FrameRow.line(of: frame, changes, image: image))
    trackTable = next
    palette = frame.palette
    size = frame.labels.size
    if thumbnails[frame.index] == nil, let thumbnail = frame.thumbnail { thumbnails[frame.index] = thumbnail }
    count += 1
  }

  /// Removes the last frame, whose label map could not be written. Call it at most once per frame.
  package func takeBack() {
    index.truncate(to: before.indexSize)
    trackTable = before.trackTable
    count -= 1
  }

  /// Completes the files.
  ///
  /// - Parameter isComplete: whether all frames of the selection were written.
  /// - Returns: the numbers of maps and tracks as text.
  package func finish(isComplete: Bool) throws(MediaError) -> String {
    reserve.release()
    try index.finish()
    var origin = origin
    origin.thumbnails = thumbnails
    let table = LabelTable.Contents(
      origin: origin, size: size, frames: count, isComplete: isComplete,
      tracks: trackTable.entries.map {
        LabelTrack(entry: $0, color: palette.color(of: $0.trackID), hasEnded: trackTable.hasEnded($0))
      })
    let text: String
    do {
      text = try LabelTable.text(of: table)
    } catch {
      // A time may not be a number that JSON can have.
      throw .encodingFailed(path: names.table, reason: "\(error)")
    }
    try folder.write(Array(text.utf8), to: names.table)
    try folder.write(Array(pipeline.utf8), to: names.pipeline)
    let tracks = trackTable.entries.count
    return "\(count) label map\(count == 1 ? "" : "s"), \(tracks) track\(tracks == 1 ? "" : "s")"
  }

  package func discard() { index.discard() }

  /// A table entry has 64 areas, 16 returns and a dozen numbers: about 2,500 bytes.
  private func keepBack(tracks: Int) throws(MediaError) {
    try reserve.grow(to: 32_768 + pipeline.utf8.count + 2500 * tracks)
  }
}

extension LabelRecord {
  /// The state of a record, besides the index.
  package struct State: Sendable, Codable {
    /// The number of frames, each one row of the index.
    package let count: Int
    let text: OutputText.Mark
    let trackTable: TrackTable
    let palette: Palette
    let size: PictureSize?
    /// Ascending.
    let thumbnailFrames: [Int]
    let thumbnails: [Thumbnail]

    package var isConsistent: Bool {
      count > 0 && text.length > 0 && trackTable.lastIndex == count - 1 && thumbnailFrames.count == thumbnails.count
        && zip(thumbnailFrames, thumbnailFrames.dropFirst()).allSatisfy { $0 < $1 }
    }
  }

  /// Syncs the index to disk.
  package func suspend() throws(MediaError) -> State {
    let kept = thumbnails.sorted { $0.key < $1.key }
    return State(
      count: count, text: try index.suspend(), trackTable: trackTable, palette: palette, size: size,
      thumbnailFrames: kept.map(\.key),
      thumbnails: kept.map(\.value))
  }
}
