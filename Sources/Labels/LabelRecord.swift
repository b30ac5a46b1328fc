import Foundation
import Imaging
import Media
import Rendering
import Tracking

/// What is written beside label maps: an index of the frames (CSV), a table of the tracks (JSON), and the pipeline that
/// made them (YAML).
///
/// Space for the table is kept back on the disk, so that it can be written when the disk is full.
package final class LabelRecord {
  private let folder: OutputFolder
  private let names: LabelNames
  private let origin: LabelOrigin
  /// The whole pipeline file.
  private let pipeline: String
  private let index: OutputText
  private let reserve: Reserve
  private var trackTable: TrackTable
  /// The colors of the last frame: it has those of all before.
  private var palette: Palette
  private var size: Size?
  package private(set) var count: Int
  /// By frame.
  private var thumbnails: [Int: Thumbnail]
  /// How it was before the last frame.
  private var before: (trackTable: TrackTable, indexSize: Int64)

  /// Opens the index; a file that has one of the names is replaced.
  ///
  /// - Parameters:
  ///   - pipeline: the whole pipeline file.
  ///   - state: where a run goes on; the index must be there.
  package init(
    in folder: OutputFolder, names: LabelNames, origin: LabelOrigin, pipeline: String, from state: State? = nil
  ) throws {
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

  /// Enters a frame. Where it throws, nothing of the frame is in the index.
  ///
  /// - Parameter image: the name of its label image; nil where there is none.
  package func add(_ frame: some LabeledFrame, image: String? = nil) throws {
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

  /// Takes the last frame back, for its label map could not be written. To be called at most once for a frame.
  package func takeBack() {
    index.truncate(to: before.indexSize)
    trackTable = before.trackTable
    count -= 1
  }

  /// Completes the files.
  ///
  /// - Parameter isComplete: whether all frames of the selection were written.
  /// - Returns: how many maps and tracks there are, in words.
  package func finish(isComplete: Bool) throws -> String {
    reserve.release()
    try index.finish()
    var origin = origin
    origin.thumbnails = thumbnails
    let table = LabelTable.Contents(
      origin: origin, size: size, frames: count, isComplete: isComplete, trackTable: trackTable, palette: palette)
    try folder.write(Array(try LabelTable.text(of: table).utf8), to: names.table)
    try folder.write(Array(pipeline.utf8), to: names.pipeline)
    let tracks = trackTable.entries.count
    return "\(count) label map\(count == 1 ? "" : "s"), \(tracks) track\(tracks == 1 ? "" : "s")"
  }

  package func discard() { index.discard() }

  /// An entry of the table has 64 areas, 16 returns and a dozen numbers: about 2,500 bytes.
  private func keepBack(tracks: Int) throws {
    try reserve.grow(to: 32_768 + pipeline.utf8.count + 2500 * tracks)
  }
}

extension LabelRecord {
  /// What a record goes on with, beside the index.
  package struct State: Sendable, Codable {
    /// Frames, each a row of the index.
    package let count: Int
    let text: OutputText.Mark
    let trackTable: TrackTable
    let palette: Palette
    let size: Size?
    /// Rising.
    let thumbnailFrames: [Int]
    let thumbnails: [Thumbnail]

    package var isConsistent: Bool {
      count > 0 && text.length > 0 && trackTable.lastIndex == count - 1 && thumbnailFrames.count == thumbnails.count
        && zip(thumbnailFrames, thumbnailFrames.dropFirst()).allSatisfy { $0 < $1 }
    }
  }

  /// Brings the index to the disk.
  package func suspend() throws(MediaError) -> State {
    let kept = thumbnails.sorted { $0.key < $1.key }
    return State(
      count: count, text: try index.suspend(), trackTable: trackTable, palette: palette, size: size,
      thumbnailFrames: kept.map(\.key),
      thumbnails: kept.map(\.value))
  }
}
