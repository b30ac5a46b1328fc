import Imaging
import Labels
import Media
import Rendering

/// What is known of labels before and after corrections. Only the shots that corrections may concern are read.
struct CorrectedFilm {
  let labels: SavedLabels
  let timeline: ShotTimeline
  let tracks: [LabelTrack]
  /// The labels as they are, and as they will be.
  private(set) var before: CorrectedState
  private(set) var after: CorrectedState
  /// The numbers and colors without corrections.
  private(set) var regions: CorrectedRegions
  let table: SupervoxelTable

  /// - Parameter threads: for decoding, ≥ 1.
  /// - Throws: ``CorrectionError``, `MediaError`, `LabelError`.
  init(_ labels: SavedLabels, _ corrections: KeptCorrections, threads: Int) throws {
    self.labels = labels
    let files = labels.files
    let all = corrections.kept + corrections.added
    timeline = try ShotTimeline(index: files.index, times: all.compactMap(\.correction.seconds))
    tracks = try LabelTable.labelTracks(path: files.table)
    table = try SupervoxelTable(path: files.supervoxelTable)
    regions =
      try labels.origin.corrections == nil
      ? CorrectedRegions() : CorrectedRegions(path: files.correctedRegions, count: table.count)

    let made = Set(corrections.kept.compactMap(\.correction.newRegion))
    var rows = Self.rows(regions, tracks, timeline, besides: made)
    var known = Array(rows.keys)
    known += made
    known += tracks.map(\.trackID)
    known += all.compactMap(\.correction.newRegion)
    let largest = known.max() ?? 0

    let loading = Self.shots(all.map(\.correction), rows, timeline)
    var reader = ShotLoading(labels, table, timeline, regions: regions, rows: rows)
    try reader.read(loading, all.map(\.correction), threads: threads)
    regions = reader.regions
    for region in all.flatMap(\.correction.namedRegions) {
      if let row = rows[region], !loading.contains(row.shot) { regions.others[region] = row }
    }
    rows.merge(reader.regions.rows) { $1 }
    let film = CorrectedState.Film(
      timeline: timeline, size: labels.size ?? PictureSize(width: 1, height: 1), evidence: reader.evidence, rows: rows,
      largest: largest)
    let state = CorrectedState(reader.shots, film)
    (before, after) = (state, state)
    for correction in corrections.kept { try before.apply(correction) }
    for correction in corrections.all { try after.apply(correction) }
  }

  /// All regions without corrections.
  ///
  /// - Parameter made: the regions that corrections made.
  static func rows(
    _ regions: CorrectedRegions, _ tracks: [LabelTrack], _ timeline: ShotTimeline, besides made: Set<UInt16>
  ) -> [UInt16: CorrectedRegions.Row] {
    var rows = regions.rows
    for track in tracks where rows[track.trackID] == nil && !made.contains(track.trackID) {
      rows[track.trackID] = .init(
        region: track.trackID, color: track.color, shot: timeline.shot(of: track.firstFrame) ?? -1)
    }
    return rows
  }

  /// The shots whose supervoxels must be known.
  private static func shots(
    _ corrections: [Correction], _ rows: [UInt16: CorrectedRegions.Row], _ timeline: ShotTimeline
  ) -> Set<Int> {
    var shots: Set<Int> = []
    for correction in corrections {
      for region in correction.changedRegions { if let row = rows[region] { shots.insert(row.shot) } }
      switch correction {
      case .split, .pin:
        if let moment = correction.seconds.flatMap({ timeline.moments[$0] }) { shots.insert(moment.shot) }
      default: break
      }
    }
    return shots.intersection(timeline.visits.map(\.shot))
  }

  /// The regions whose pixels change.
  var changedRegions: Set<UInt16> {
    after.shots.reduce(into: []) { changed, entry in
      if let former = before.shots[entry.key] { changed.formUnion(entry.value.differences(from: former)) }
    }
  }

  /// The shots whose label images change.
  var touchedShots: Set<Int> {
    Set(
      after.shots.values.filter { shot in
        guard let former = before.shots[shot.shot] else { return false }
        return shot.regions != former.regions
          || shot.allRegions.contains { $0 != 0 && after.color(of: $0) != before.color(of: $0) }
      }.map(\.shot))
  }

  /// The shots that show one of the regions, before or after.
  func shots(showing wanted: Set<UInt16>) -> Set<Int> {
    guard !wanted.isEmpty else { return [] }
    var shots = Set(
      [before, after].flatMap(\.shots.values).filter { !$0.allRegions.isDisjoint(with: wanted) }.map(\.shot))
    for region in wanted { if let row = regions.others[region] { shots.insert(row.shot) } }
    return shots
  }
}
