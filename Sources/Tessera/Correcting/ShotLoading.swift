import Imaging
import Labels
import Media
import Regions

/// Reads of shots what corrections need: the regions of their supervoxels, and the pixels of supervoxels in some frames.
struct ShotLoading {
  private let labels: SavedLabels
  private let table: SupervoxelTable
  private let timeline: ShotTimeline
  private let rows: [UInt16: CorrectedRegions.Row]
  private(set) var regions: CorrectedRegions
  private(set) var shots: [Int: ShotAssignment] = [:]
  private(set) var evidence = CorrectedState.Evidence()

  /// The most entries of all supervoxels at all levels of a shot.
  private static let maxEntries = 1 << 27

  init(
    _ labels: SavedLabels, _ table: SupervoxelTable, _ timeline: ShotTimeline, regions: CorrectedRegions,
    rows: [UInt16: CorrectedRegions.Row]
  ) {
    self.labels = labels
    self.table = table
    self.timeline = timeline
    self.regions = regions
    self.rows = rows
  }

  /// - Throws: `MediaError`, also if label images do not fit the supervoxels.
  mutating func read(_ wanted: Set<Int>, _ corrections: [Correction], threads: Int) throws {
    let known = Set(regions.founders.values.map(\.shot))
    let unknown = wanted.subtracting(known)
    var members: [Int: [Int32]] = [:]
    if !wanted.isEmpty {
      for number in 0..<Int32(table.count) where wanted.contains(table.shot(of: number)) {
        members[table.shot(of: number), default: []].append(number)
      }
    }
    for shot in wanted {
      let count = timeline.levels[shot]?.count ?? 0
      guard (members[shot]?.count ?? 0).multipliedReportingOverflow(by: count).partialValue <= Self.maxEntries else {
        throw MediaError.badLabelFile(
          path: labels.files.index, line: nil, reason: "shot \(shot) has too many levels to be corrected")
      }
    }
    collectMoments(corrections)
    try readFrames(of: unknown, members, threads: threads)
    for shot in wanted {
      shots[shot] = ShotAssignment(
        shot: shot, members: members[shot] ?? [], levels: timeline.levels[shot] ?? [], in: table
      ) { regions.founders[$0]?.region ?? 0 }
    }
  }

  private mutating func collectMoments(_ corrections: [Correction]) {
    for correction in corrections {
      guard let moment = correction.seconds.flatMap({ timeline.moments[$0] }) else { continue }
      if case .split = correction { evidence.areas[moment.frame] = [:] }
      if case .pin(_, _, let box) = correction {
        evidence.areas[moment.frame] = [:]
        evidence.boxes[moment.frame, default: []].append(box)
      }
    }
  }

  private mutating func readFrames(of unknown: Set<Int>, _ members: [Int: [Int32]], threads: Int) throws {
    let last = max(
      timeline.visits.last { unknown.contains($0.shot) }.map { $0.frames.upperBound - 1 } ?? -1,
      evidence.areas.keys.max() ?? -1)
    guard last >= 0 else { return }
    let founders = unknown.reduce(into: [Int: [Float: [Int32]]]()) { founders, shot in
      let numbers = members[shot] ?? []
      let places = numbers.map { table[Int($0)].place }
      for level in timeline.levels[shot] ?? [] {
        founders[shot, default: [:]][level] = ShotAssignment.founders(numbers, places, at: level)
      }
    }
    let frames = try SavedFrames(labels, table: table, threads: threads, canSkip: true)
    var index = try FrameIndex(path: labels.files.index)
    for place in 0...last {
      guard let row = try index.next() else { break }
      let shot = row.shot ?? -1
      guard unknown.contains(shot) || evidence.areas[place] != nil else {
        _ = try frames.skip()
        continue
      }
      guard let frame = try frames.next() else { break }
      if evidence.areas[place] != nil { note(frame) }
      if let level = frame.level, let ofLevel = founders[shot]?[level], let numbers = members[shot] {
        try noteRegions(frame, image: row.image ?? LabelNames.image(row.index), numbers, ofLevel)
      }
    }
  }

  private mutating func note(_ frame: SavedFrames.SavedFrame) {
    let numberOf = Dictionary(frame.present.map { ($0.slot, $0.number) }) { first, _ in first }
    evidence.areas[frame.index] = Dictionary(frame.present.map { ($0.number, $0.area) }) { $0 + $1 }
    evidence.inside[frame.index] = (evidence.boxes[frame.index] ?? []).map { box in
      var inside: [Int32: Int] = [:]
      guard box.isInside(frame.map.size) else { return inside }
      for y in box.y..<box.y + box.height {
        for x in box.x..<box.x + box.width {
          if let number = numberOf[frame.map[x, y]] { inside[number, default: 0] += 1 }
        }
      }
      return inside
    }
  }

  /// Learns the regions of founders from a label image.
  private mutating func noteRegions(
    _ frame: SavedFrames.SavedFrame, image: String, _ members: [Int32], _ founders: [Int32]
  ) throws {
    let path = labels.files.file(image)
    let map = try LabelImage.read(path: path)
    func bad(_ reason: String) -> MediaError { .badLabelFile(path: path, line: nil, reason: reason) }
    guard map.size == frame.map.size else { throw bad("it is \(map.size), its supervoxels are \(frame.map.size)") }
    var regionOf = [UInt16](repeating: 0, count: Int(frame.present.last?.slot ?? 0) + 1)
    for (slot, region) in zip(frame.map.labels, map.labels) {
      if regionOf[Int(slot)] == region, region != 0 { continue }
      guard regionOf[Int(slot)] == 0, region != 0 else {
        throw bad("its regions are not unions of its supervoxels; restore the image, if it was edited")
      }
      regionOf[Int(slot)] = region
    }
    for supervoxel in frame.present {
      guard let member = ShotAssignment.index(of: supervoxel.number, in: members) else { continue }
      let (founder, region) = (founders[member], regionOf[Int(supervoxel.slot)])
      if let known = regions.founders[founder] {
        guard known.region == region else { throw bad("its regions are not those of its supervoxels' tree") }
        continue
      }
      guard let row = rows[region] else { throw bad("it has region \(region), which is not in the table") }
      regions.founders[founder] = .init(region: region, color: row.color, shot: frame.shot)
    }
  }
}
