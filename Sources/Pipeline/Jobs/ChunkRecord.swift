import Imaging
import Regions
import Tracking

/// What a part of a video says of one frame: its supervoxels and regions by the numbers of its shot, and figures.
package struct ChunkRecord: Sendable, Equatable {
  package let figures: FrameFigures
  package let regions: ShotFrame
  /// As in `FrameEvents`.
  package let change: Double?
  package let flicker: Double?
  /// By founder: regions that were born from another, and regions that were absorbed by another.
  package let splits, merges: [Relation]

  package struct Relation: Equatable, Sendable {
    package let region, other: Int32
  }

  /// - Parameter founders: the founders of the regions so far, by the region's number in the part.
  package init(_ figures: FrameFigures, _ regions: ShotFrame, _ events: FrameEvents, founders: [UInt16: Int32]) {
    self.figures = figures
    self.regions = regions
    change = events.change
    flicker = events.flicker
    func relation(_ region: UInt16, _ other: UInt16?) -> Relation? {
      guard let region = founders[region], let other = other.flatMap({ founders[$0] }) else { return nil }
      return Relation(region: region, other: other)
    }
    splits = events.births.compactMap { relation($0.trackID, $0.splitFrom) }
    merges = events.deaths.compactMap { relation($0.trackID, $0.mergedInto) }
  }
}

/// Arrays of numbers, which are written at once. A row of the map is written as the difference from the row above, modulo
/// 2¹⁶: most are 0.
extension ChunkRecord: Codable {
  private enum CodingKeys: CodingKey {
    case figures, change, flicker, splits, merges
    case shot, size, map, level, slots, numbers, founders, isLast, finals, joins, levels, borders
  }

  /// Numbers of supervoxels are less: sums of some of them do not overflow.
  private static let maxNumber: Int32 = 1 << 24
  /// The maximum number of pixels of a map.
  private static let maxPixels = 1 << 28

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(figures, forKey: .figures)
    try container.encode(change, forKey: .change)
    try container.encode(flicker, forKey: .flicker)
    try container.encode(splits.flatMap { [$0.region, $0.other] }, forKey: .splits)
    try container.encode(merges.flatMap { [$0.region, $0.other] }, forKey: .merges)
    try container.encode(regions.shot, forKey: .shot)
    try container.encode(regions.map.size, forKey: .size)
    let (labels, width) = (regions.map.labels, regions.map.size.width)
    try container.encode(
      labels.indices.map { $0 < width ? labels[$0] : labels[$0] &- labels[$0 - width] }, forKey: .map)
    try container.encode(regions.level, forKey: .level)
    try container.encode(regions.present.map(\.slot), forKey: .slots)
    try container.encode(regions.present.map(\.number), forKey: .numbers)
    try container.encode(regions.present.map(\.founder), forKey: .founders)
    try container.encode(regions.isLast, forKey: .isLast)
    try container.encode(regions.finalized.map(\.number), forKey: .finals)
    try container.encode(regions.finalized.map { $0.place.joins ?? -1 }, forKey: .joins)
    try container.encode(regions.finalized.map(\.place.level), forKey: .levels)
    try container.encode(regions.borders.flatMap { [$0.a, $0.b] }, forKey: .borders)
  }

  /// - Throws: `DecodingError`, also for values that contradict each other.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func damaged(_ key: CodingKeys, _ what: String) -> DecodingError {
      .dataCorruptedError(forKey: key, in: container, debugDescription: what)
    }
    func pairs(_ key: CodingKeys) throws -> [(Int32, Int32)] {
      let numbers = try container.decode([Int32].self, forKey: key)
      guard numbers.count.isMultiple(of: 2), numbers.allSatisfy({ (0..<Self.maxNumber).contains($0) }) else {
        throw damaged(key, "the \(key.stringValue) are no pairs")
      }
      return stride(from: 0, to: numbers.count, by: 2).map { (numbers[$0], numbers[$0 + 1]) }
    }
    figures = try container.decode(FrameFigures.self, forKey: .figures)
    change = try container.decode(Double?.self, forKey: .change)
    flicker = try container.decode(Double?.self, forKey: .flicker)
    splits = try pairs(.splits).map { Relation(region: $0, other: $1) }
    merges = try pairs(.merges).map { Relation(region: $0, other: $1) }
    guard change?.isFinite ?? true, flicker?.isFinite ?? true else {
      throw damaged(.change, "a figure is out of range")
    }

    let shot = try container.decode(Int.self, forKey: .shot)
    let size = try container.decode(PictureSize.self, forKey: .size)
    let (count, overflow) = size.width.multipliedReportingOverflow(by: size.height)
    var labels = try container.decode([UInt16].self, forKey: .map)
    guard shot >= 0, size.width > 0, size.height > 0, !overflow, count <= Self.maxPixels, labels.count == count else {
      throw damaged(.map, "the map does not fill its size")
    }
    for n in labels.indices.dropFirst(size.width) { labels[n] &+= labels[n - size.width] }

    let level = try container.decode(Float.self, forKey: .level)
    let slots = try container.decode([UInt16].self, forKey: .slots)
    let numbers = try container.decode([Int32].self, forKey: .numbers)
    let founders = try container.decode([Int32].self, forKey: .founders)
    guard level >= 0, numbers.count == slots.count, founders.count == slots.count, slots.first != 0,
      zip(slots, slots.dropFirst()).allSatisfy({ $0 < $1 }),
      zip(numbers, founders).allSatisfy({ $1 >= 0 && $0 >= $1 && $0 < Self.maxNumber }),
      Set(numbers).count == numbers.count, Set(labels).isSubset(of: slots)
    else { throw damaged(.slots, "the supervoxels do not match the map") }
    var frame = ShotFrame(
      shot: shot, map: SlotMap(size: size, labels: labels),
      present: slots.indices.map { .init(slot: slots[$0], number: numbers[$0], founder: founders[$0]) }, level: level)
    frame.isLast = try container.decode(Bool.self, forKey: .isLast)

    let finals = try container.decode([Int32].self, forKey: .finals)
    let joins = try container.decode([Int32].self, forKey: .joins)
    let levels = try container.decode([Float].self, forKey: .levels)
    guard joins.count == finals.count, levels.count == finals.count else {
      throw damaged(.finals, "the final supervoxels have no places")
    }
    frame.finalized = finals.indices.map {
      .init(number: finals[$0], place: TreePlace(joins: joins[$0] < 0 ? nil : joins[$0], level: levels[$0]))
    }
    guard
      frame.finalized.allSatisfy({
        (0..<Self.maxNumber).contains($0.number) && $0.place.isConsistent(number: $0.number)
      }),
      zip(finals, finals.dropFirst()).allSatisfy({ $0 < $1 })
    else { throw damaged(.finals, "the places of final supervoxels are inconsistent") }
    frame.borders = try pairs(.borders).map { .init(a: $0, b: $1) }
    regions = frame
  }
}

extension ChunkRecord: FrameRecord {
  package var shot: Int { regions.shot }
  package var isWarmUp: Bool { false }
  package var size: PictureSize { regions.map.size }
  /// Two bytes for a pixel of the map, and at most some hundred for each of its supervoxels.
  package static let maxBytes = (perPixel: 4, others: 1 << 24)
  package static let compression: Int32 = 6
}
