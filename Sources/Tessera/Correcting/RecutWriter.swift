import Foundation
import Imaging
import Labels
import Media
import Pipeline
import Regions
import Rendering
import Tracking

/// Joins the frames of shots that were segmented anew and all other frames.
struct RecutWriter {
  /// A frame of the labels before.
  struct OldFrame {
    let row: FrameIndex.Row
    let line: String
    let isRecut: Bool
  }

  private let recutting: Recutting
  private let labels: SavedLabels
  private let folder: FolderReplacement
  private let table: SupervoxelTable
  private let frames: SavedFrames
  private let tracks: [LabelTrack]
  private var index: FrameIndex
  private var rows: FrameTable
  private let text, supervoxels: OutputText
  private let maps: LabelVideoWriter
  /// Slots that no other shot uses.
  private let slots: [UInt16]
  /// What is added to the numbers of new regions.
  private let offset: Int
  private var history = TrackTable()
  private var colors: [UInt16: RGBColor] = [:]
  /// The number of labels in the previous frame, and whether it is a new one.
  private var previous = (labels: 0, isRecut: false)
  /// By number: the new numbers of supervoxels before, −1 for those that are gone; and of those of new shots.
  private var numbers: [Int32] = []
  private var newNumbers: [Int32: Int32] = [:]
  private var count: Int32 = 0

  init(_ recutting: Recutting, to folder: FolderReplacement) throws {
    self.recutting = recutting
    self.folder = folder
    labels = recutting.labels
    let files = labels.files
    table = try SupervoxelTable(path: files.supervoxelTable)
    frames = try SavedFrames(labels, table: table, threads: min(16, recutting.pipeline.threads))
    let all = try LabelTable.labelTracks(path: files.table)
    let gone = recutting.recut.formerShots
    tracks = all.filter { !gone.contains(recutting.timeline.shot(of: $0.firstFrame) ?? -1) }
    var largest = Int(all.last?.trackID ?? 0)
    if labels.origin.corrections != nil {
      let corrected = try CorrectedRegions(path: files.correctedRegions, count: table.count)
      largest = max(largest, Int(corrected.rows.keys.max() ?? 0))
    }
    offset = largest
    var isUsed = [Bool](repeating: false, count: Int(UInt16.max) + 1)
    for number in 0..<table.count where !gone.contains(table.shot(of: Int32(number))) {
      isUsed[Int(table[number].slot)] = true
    }
    slots = (1...Int(UInt16.max)).filter { !isUsed[$0] }.map { UInt16($0) }
    index = try FrameIndex(path: files.index)
    rows = try FrameTable(path: files.index)
    numbers = [Int32](repeating: -1, count: table.count)
    text = try OutputText(files.index.fileName, in: folder.folder)
    supervoxels = try OutputText(files.supervoxelTable.fileName, in: folder.folder)
    maps = try LabelVideoWriter(
      path: folder.folder(files.supervoxelMaps.fileName), size: frames.size, frameRate: frames.frameRate,
      sampleAspectRatio: frames.sampleAspectRatio, threads: min(16, recutting.pipeline.threads), overwrite: true)
    try text.write(rows.head + "\n")
    try supervoxels.write(SupervoxelRow.head(workingSize: table.workingSize))
  }

  mutating func nextFrame() throws -> OldFrame? {
    guard let row = try index.next(), let line = try rows.next() else { return nil }
    let shot = recutting.recut.shot(of: row.index)
    return OldFrame(row: row, line: line, isRecut: recutting.recut.causes[shot] != nil)
  }

  /// Takes a frame over.
  mutating func keep(_ frame: OldFrame) throws {
    guard let saved = try frames.next() else { return }
    let name = frame.row.image ?? LabelNames.image(frame.row.index)
    try folder.keep(name, from: labels.files.name)
    for number in saved.finalized { try keepSupervoxel(number, frame.row.index) }
    try maps.write(saved.map, at: saved.time)
    let counts = try rows.counts(of: frame.line)
    var change = FrameTable.Change()
    if previous.isRecut {
      change.deaths = previous.labels + counts.births + counts.returns - counts.labels - counts.deaths
    }
    let line = try change.isNone ? frame.line : rows.line(frame.line, change, forgetsFlicker: false)
    try text.write(line + "\n")
    history.record(Self.nothing, index: frame.row.index, seconds: frame.row.time.seconds)
    previous = (counts.labels, false)
  }

  private static let nothing = LabelMap(size: PictureSize(width: 1, height: 1))

  private mutating func keepSupervoxel(_ number: Int, _ frame: Int) throws {
    let row = table[number]
    guard !recutting.recut.formerShots.contains(row.shot) else { return }
    numbers[number] = count
    try add(row.slot, row.place.joins.map { numbers[Int($0)] }, row.place.level, frame, row.shot)
  }

  private mutating func add(_ slot: UInt16, _ joins: Int32?, _ level: Float, _ frame: Int, _ shot: Int) throws {
    let row = SupervoxelRow(
      .init(number: count, slot: slot, place: TreePlace(joins: joins, level: level), shot: shot), frame: frame)
    try supervoxels.write(row.line)
    count += 1
  }

  /// Writes a new frame.
  mutating func write(_ new: SegmentedFrame, _ frame: OldFrame) throws {
    // The frame before is passed over.
    if let saved = try frames.next() {
      for number in saved.finalized { try keepSupervoxel(number, frame.row.index) }
    }
    guard let supervoxels = new.supervoxels else { return }
    for final in supervoxels.finalized {
      newNumbers[final.number] = count
      try add(
        slot(final.slot), final.place.joins.flatMap { newNumbers[$0] }, final.place.level, frame.row.index, final.shot)
    }
    try maps.write(
      SlotMap(size: supervoxels.map.size, labels: supervoxels.map.labels.map { try slot($0) }), at: new.time)
    guard offset + Int(new.labels.labels.max() ?? 0) <= Int(UInt16.max) else {
      throw RelabelError.tooManyRegions(limit: Int(UInt16.max))
    }
    let map = LabelMap(size: new.labels.size, labels: new.labels.labels.map { $0 + UInt16(offset) })
    for (label, _) in map.areas() { colors[label] = new.palette.color(of: label - UInt16(offset)) }
    let name = frame.row.image ?? LabelNames.image(frame.row.index)
    let format = recutting.pipeline.settings.labels.format
    try folder.folder.write(
      LabelFolderSink.encoded(map, Palette(colors), as: format, path: folder.folder(name)), to: name)
    var changes = history.record(map, index: frame.row.index, seconds: frame.row.time.seconds, events: events(of: new))
    let labels = map.areas().count
    changes.deaths = previous.labels + changes.births + changes.returns - labels
    try text.write(FrameTable.line(of: new, changes, image: name))
    previous = (labels, true)
  }

  private func slot(_ slot: UInt16) throws -> UInt16 {
    guard slot > 0, Int(slot) <= slots.count else { throw RegionError.tooManySupervoxels(limit: slots.count) }
    return slots[Int(slot) - 1]
  }

  /// The events with the numbers of the whole film.
  private func events(of frame: SegmentedFrame) -> FrameEvents {
    let (offset, events) = (UInt16(offset), frame.events)
    return FrameEvents(
      shot: events.shot, change: events.change, flicker: events.flicker,
      births: events.births.map { .init($0.trackID + offset, splitFrom: $0.splitFrom.map { $0 + offset }) },
      deaths: events.deaths.map { .init($0.trackID + offset, mergedInto: $0.mergedInto.map { $0 + offset }) },
      returns: events.returns.map { $0 + offset })
  }

  mutating func finish() throws {
    let files = labels.files
    try maps.finish()
    try supervoxels.finish()
    try text.finish()
    try folder.keep(files.pipeline.fileName, from: files.name)
    if labels.origin.corrections != nil {
      var corrected = try CorrectedRegions(path: files.correctedRegions, count: table.count)
      corrected.founders = Dictionary(
        corrected.founders.compactMap { numbers[Int($0.key)] >= 0 ? (numbers[Int($0.key)], $0.value) : nil }
      ) { first, _ in first }
      try folder.folder.write(Array(corrected.text.utf8), to: files.correctedRegions.fileName)
      try folder.keep(files.corrections.fileName, from: files.name)
    }
    let palette = Palette(colors)
    let new = history.entries.map {
      LabelTrack(entry: $0, color: palette.color(of: $0.trackID), hasEnded: history.hasEnded($0))
    }
    var origin = labels.origin
    (origin.run, origin.outputs) = (nil, [])
    let contents = LabelTable.Contents(
      origin: origin, size: labels.size, frames: recutting.timeline.frames,
      isComplete: try LabelTable.read(path: files.table).isComplete ?? true, tracks: tracks + new)
    try folder.folder.write(Array(try LabelTable.text(of: contents).utf8), to: files.table.fileName)
  }

  func discard() {
    maps.discard()
    supervoxels.discard()
    text.discard()
  }
}
