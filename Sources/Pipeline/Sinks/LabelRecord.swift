import Foundation
import Identities
import Imaging
import Media
import Rendering

/// What is written beside label maps: an index of the frames (CSV), a table of the identities (JSON), and the pipeline that
/// made them (YAML).
///
/// Space for the table is kept back on the disk, so that it can be written when the disk is full.
package final class LabelRecord {
  /// How its files are called.
  package struct Names {
    package let index, table, pipeline: String

    package static let ofFolder = Names(index: "frames.csv", table: "labels.json", pipeline: "pipeline.yaml")

    /// Of `clip.mkv`: `clip.csv`, `clip.json`, `clip.yaml`.
    package init(besideVideo name: String) {
      let stem = (name as NSString).deletingPathExtension
      self.init(index: stem + ".csv", table: stem + ".json", pipeline: stem + ".yaml")
    }

    private init(index: String, table: String, pipeline: String) {
      self.index = index
      self.table = table
      self.pipeline = pipeline
    }

    var all: [String] { [index, table, pipeline] }
  }

  private let folder: OutputFolder
  private let names: Names
  private let description: LabelDescription
  let index: OutputText
  private let reserve: Reserve
  private(set) var ledger: Ledger
  /// The colors of the last frame: it has those of all before.
  private(set) var palette: Palette
  private(set) var size: Size?
  private(set) var count: Int
  /// How it was before the last frame.
  private var before: (ledger: Ledger, indexSize: Int64)

  /// Opens the index; a file that has one of the names is replaced.
  ///
  /// - Parameter state: where a run goes on; the index must be there.
  init(in folder: OutputFolder, names: Names, description: LabelDescription, from state: State? = nil) throws {
    self.folder = folder
    self.names = names
    self.description = description
    (ledger, size, count) = (state?.ledger ?? Ledger(), state?.size, state?.count ?? 0)
    palette = state?.palette ?? .standard
    index =
      if let state {
        try OutputText(names.index, in: folder, resumedAt: state.length)
      } else {
        try OutputText(names.index, in: folder)
      }
    reserve = Reserve(in: folder, for: names.table)
    if state == nil { try index.write(Self.columns) }
    before = (ledger, index.size)
    try keepBack(identities: ledger.entries.count)
  }

  /// Enters a frame. Where it throws, nothing of the frame is in the index.
  func add(_ frame: SegmentedFrame) throws {
    before = (ledger, index.size)
    var next = ledger
    let changes = next.record(frame.labels, index: frame.index, seconds: frame.time.seconds, events: frame.events)
    try keepBack(identities: next.entries.count)
    try index.write(Self.row(of: frame, changes))
    ledger = next
    palette = frame.palette
    size = frame.labels.size
    count += 1
  }

  /// Takes the last frame back, for its label map could not be written. To be called at most once for a frame.
  func takeBack() {
    index.truncate(to: before.indexSize)
    ledger = before.ledger
    count -= 1
  }

  /// Completes the files.
  /// - Returns: how many maps and identities there are, in words.
  func finish() throws -> String {
    reserve.release()
    try index.finish()
    let table = LabelTable(
      description: description, width: size?.width ?? 0, height: size?.height ?? 0, frames: count, ledger: ledger,
      palette: palette)
    try folder.write(Array(try table.text().utf8), to: names.table)
    try folder.write(Array(description.pipeline.utf8), to: names.pipeline)
    return "\(count) label maps, \(ledger.entries.count) identities"
  }

  func discard() { index.discard() }

  /// An entry of the table has 64 areas, 16 returns and a dozen numbers: about 2,500 bytes.
  private func keepBack(identities: Int) throws {
    try reserve.grow(to: 8192 + description.pipeline.utf8.count + 2500 * identities)
  }

  private static let columns =
    "index,pts,time_base,seconds,labels,shot,changed,births,deaths,returns,iterations,loss,change,level\n"

  private static func row(of frame: SegmentedFrame, _ changes: Ledger.Changes) -> String {
    let (time, events) = (frame.time, frame.events)
    let changed = events.changed?.shortened ?? ""
    let loss = frame.loss.map { Double($0).shortened } ?? ""
    return "\(frame.index),\(time.ticks),\(time.timeBase),\(time.seconds),\(frame.labels.areas().count),"
      + "\(events.shot),\(changed),\(changes.births),\(changes.deaths),\(changes.returns),"
      + "\(frame.iterations),\(loss),\(events.change.shortened),\(frame.supervoxels.map { "\($0.level)" } ?? "")\n"
  }
}

/// What is written beside the labels about where they come from.
package struct LabelDescription: Sendable {
  package let input: String
  package let selection: FrameSelection
  package let seed: UInt64
  /// The whole pipeline file.
  package let pipeline: String

  package init(input: String, selection: FrameSelection = .all, seed: UInt64, pipeline: String) {
    self.input = input
    self.selection = selection
    self.seed = seed
    self.pipeline = pipeline
  }
}
