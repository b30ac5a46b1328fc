import Foundation
import Imaging
import Labels
import Media
import Pipeline
import PipelineFiles
import Rendering
import Tracking

/// Writes corrected labels to a folder: the files of touched shots anew, all others as they are.
struct CorrectionWriter {
  private let film: CorrectedFilm
  private let labels: SavedLabels
  private let folder: FolderReplacement
  private let format: LabelSettings.Format
  private let threads: Int
  /// The shots whose images are written; those whose images are read, too.
  private let touched, measured: Set<Int>
  private let changed: Set<UInt16>
  private let palette: Palette
  /// The histories of the changed regions, before and after.
  private var tables = (before: TrackTable(), after: TrackTable())
  private(set) var writtenImages = 0
  private(set) var trackCount = 0

  init(_ film: CorrectedFilm, to folder: FolderReplacement, format: LabelSettings.Format, threads: Int) {
    self.film = film
    labels = film.labels
    self.folder = folder
    self.format = format
    self.threads = threads
    touched = film.touchedShots
    changed = film.changedRegions
    measured = film.shots(showing: changed)
    var colors: [UInt16: RGBColor] = [:]
    for track in film.tracks { colors[track.trackID] = track.color }
    for region in film.after.colors.keys { colors[region] = film.after.color(of: region) }
    for shot in film.after.shots.values {
      for region in shot.allRegions where region != 0 { colors[region] = film.after.color(of: region) }
    }
    palette = Palette(colors)
  }

  /// - Parameter isStopRequested: called after every frame.
  /// - Throws: `MediaError`, `SinkError`; `CancellationError` if it was stopped.
  mutating func write(isStopRequested: () -> Bool) throws {
    try writeFrames(isStopRequested)
    for name in [labels.files.pipeline, labels.files.supervoxelMaps, labels.files.supervoxelTable] {
      try folder.keep(name.fileName, from: labels.files.name)
    }
    let list = Array(CorrectionFile.print(film.after.applied.map(\.correction)).utf8)
    var origin = labels.origin
    // Corrected labels do not belong to a run.
    (origin.run, origin.outputs, origin.corrections) = (nil, [], nil)
    if !list.isEmpty {
      origin.corrections = md5(list)
      try folder.folder.write(list, to: labels.files.corrections.fileName)
      try folder.folder.write(Array(film.regions.text.utf8), to: labels.files.correctedRegions.fileName)
    }
    let tracks = self.tracks
    trackCount = tracks.count
    let contents = LabelTable.Contents(
      origin: origin, size: labels.size, frames: film.timeline.frames, isComplete: try isComplete, tracks: tracks)
    try folder.folder.write(Array(try LabelTable.text(of: contents).utf8), to: labels.files.table.fileName)
  }

  private var isComplete: Bool {
    get throws { try LabelTable.read(path: labels.files.table).isComplete ?? true }
  }

  // MARK: - Frames

  private mutating func writeFrames(_ isStopRequested: () -> Bool) throws {
    let frames =
      try touched.isEmpty ? nil : SavedFrames(labels, table: film.table, threads: threads, canSkip: true)
    let last = film.timeline.visits.last { touched.contains($0.shot) }?.frames.upperBound ?? 0
    var index = try FrameIndex(path: labels.files.index)
    var table = try FrameTable(path: labels.files.index)
    let text = try OutputText(labels.files.index.fileName, in: folder.folder)
    do {
      try text.write(table.head + "\n")
      while let row = try index.next(), let line = try table.next() {
        if isStopRequested() { throw CancellationError() }
        let shot = row.shot ?? -1
        let name = row.image ?? LabelNames.image(row.index)
        let maps: (before: LabelMap, after: LabelMap)
        if touched.contains(shot), let frame = try frames?.next() {
          maps = try self.maps(of: frame)
          let image = try LabelFolderSink.encoded(maps.after, palette, as: format, path: labels.files.file(name))
          try folder.folder.write(image, to: name)
          writtenImages += 1
        } else {
          if row.index < last { _ = try frames?.skip() }
          try folder.keep(name, from: labels.files.name)
          let map = measured.contains(shot) ? try LabelImage.read(path: labels.files.file(name)) : Self.nothing
          maps = (map, map)
        }
        let change = record(maps, row)
        let isTouched = touched.contains(shot) && maps.before != maps.after
        let isSame = change.isNone && !isTouched
        let written = try isSame ? line : table.line(line, change, forgetsFlicker: isTouched)
        try text.write(written + "\n")
      }
      try text.finish()
    } catch {
      text.discard()
      throw error
    }
  }

  private static let nothing = LabelMap(size: PictureSize(width: 1, height: 1))

  /// The labels of a frame before and after.
  private func maps(of frame: SavedFrames.SavedFrame) throws -> (before: LabelMap, after: LabelMap) {
    let count = Int(frame.present.last?.slot ?? 0) + 1
    var regions = (before: [UInt16](repeating: 0, count: count), after: [UInt16](repeating: 0, count: count))
    for supervoxel in frame.present {
      guard let level = frame.level, let old = film.before.shots[frame.shot]?.region(of: supervoxel.number, at: level),
        let new = film.after.shots[frame.shot]?.region(of: supervoxel.number, at: level)
      else {
        throw MediaError.badLabelFile(
          path: labels.files.index, line: nil, reason: "frame \(frame.index) has another level than before")
      }
      (regions.before[Int(supervoxel.slot)], regions.after[Int(supervoxel.slot)]) = (old, new)
    }
    return (frame.map.labels(of: regions.before), frame.map.labels(of: regions.after))
  }

  /// Records the changed regions of a frame.
  ///
  /// - Returns: what is added to its counts.
  private mutating func record(_ maps: (before: LabelMap, after: LabelMap), _ row: FrameIndex.Row) -> FrameTable.Change
  {
    let (before, after) = (only(maps.before), only(maps.after))
    let seconds = row.time.seconds
    let old = tables.before.record(before, index: row.index, seconds: seconds)
    let new = tables.after.record(after, index: row.index, seconds: seconds)
    var change = FrameTable.Change()
    func count(_ map: LabelMap) -> Int { map.areas().count { $0.label != 0 } }
    change.labels = count(after) - count(before)
    change.births = new.births - old.births
    change.deaths = new.deaths - old.deaths
    change.returns = new.returns - old.returns
    return change
  }

  /// A map of the changed regions only.
  private func only(_ map: LabelMap) -> LabelMap {
    guard map.size.count > 1, !changed.isEmpty else { return Self.nothing }
    var isChanged = [Bool](repeating: false, count: Int(UInt16.max) + 1)
    for region in changed { isChanged[Int(region)] = true }
    return LabelMap(size: map.size, labels: map.labels.map { isChanged[Int($0)] ? $0 : 0 })
  }

  // MARK: - Tracks

  /// The tracks of the corrected labels.
  private var tracks: [LabelTrack] {
    let former = Dictionary(film.tracks.map { ($0.trackID, $0) }) { first, _ in first }
    var tracks = film.tracks.filter { !changed.contains($0.trackID) }
    for entry in tables.after.entries {
      var track = LabelTrack(
        entry: entry, color: palette.color(of: entry.trackID), hasEnded: tables.after.hasEnded(entry))
      if let old = former[entry.trackID] {
        track.splitFrom = old.splitFrom
        track.mergedInto = old.lastFrame == track.lastFrame ? old.mergedInto : nil
      }
      tracks.append(track)
    }
    let present = Set(tracks.map(\.trackID))
    return tracks.map { track in
      var track = track
      track.color = palette.color(of: track.trackID)
      track.name = film.after.names[track.trackID]
      track.splitFrom = successor(of: track.splitFrom, for: track.trackID, present)
      track.mergedInto = successor(of: track.mergedInto, for: track.trackID, present)
      return track
    }
    .sorted { $0.trackID < $1.trackID }
  }

  /// The region that another one became; nil if it is gone, or is the region itself.
  private func successor(of region: UInt16?, for own: UInt16, _ present: Set<UInt16>) -> UInt16? {
    var next = region
    while let region = next, !present.contains(region) {
      guard let further = film.after.successors[region], further != region, further != 0 else { return nil }
      next = further
    }
    return next == own ? nil : next
  }
}
