import Imaging
import Regions

/// Joins a part of a shot to the part before it.
///
/// Both parts have maps of the last frames before the seam. Two independent cuts of a tree hardly give the same regions, but
/// the supervoxels of both follow the same edges. So supervoxels are matched, not regions: a supervoxel of the later part
/// joins, at level 0, the one of the earlier part that it shares most pixels with, in the region that it shares most pixels
/// with. Those that begin behind the seam find their region by the later part's own tree.
package struct Seam: Sendable {
  /// What is added to the numbers of the later part, so that they differ from those of the earlier one.
  private var offset: Int32 = 0
  /// Pixels shared by a supervoxel of the later part and one of the earlier part.
  private var shared: [Int32: [Int32: Int]] = [:]
  /// The region of each supervoxel of the earlier part, as last seen.
  private var founders: [Int32: Int32] = [:]
  /// The places of the later part's supervoxels, by its own numbers.
  private var places: [Int32: TreePlace] = [:]
  /// For the later part's supervoxels in frames before the seam: the one to join, and its region.
  private var joined: [Int32: (supervoxel: Int32, founder: Int32)] = [:]
  /// The last frame before the seam, as both parts have it.
  private var last: (earlier: ShotFrame, later: ShotFrame)?
  /// The supervoxels that became final before the seam.
  private var waiting: [ShotFrame.Final] = []

  package init() {}

  /// Adds a frame before the seam.
  ///
  /// - Parameters:
  ///   - earlier: by the numbers of the whole shot.
  ///   - later: by those of the later part.
  ///   - weight: of its pixels, ≥ 1.
  package mutating func add(_ earlier: ShotFrame, _ later: ShotFrame, weight: Int) {
    waiting += later.finalized
    last = (earlier, later)
    guard earlier.map.size == later.map.size else { return }
    let numberOf = Self.numbers(earlier)
    let laterNumberOf = Self.numbers(later)
    var counts: [UInt32: Int] = [:]
    for (a, b) in zip(later.map.labels, earlier.map.labels) {
      counts[UInt32(a) << 16 | UInt32(b), default: 0] += weight
    }
    for (pair, count) in counts {
      let (own, other) = (laterNumberOf[Int(pair >> 16)], numberOf[Int(pair & 0xFFFF)])
      if own >= 0, other >= 0 { shared[own, default: [:]][other, default: 0] += count }
    }
    for supervoxel in earlier.present { founders[supervoxel.number] = supervoxel.founder }
  }

  /// The number of each slot; −1 for none.
  private static func numbers(_ frame: ShotFrame) -> [Int32] {
    var numbers = [Int32](repeating: -1, count: Int(UInt16.max) + 1)
    for supervoxel in frame.present { numbers[Int(supervoxel.slot)] = supervoxel.number }
    return numbers
  }

  /// Ends the frames before the seam.
  ///
  /// - Parameter count: the number of the earlier part's supervoxels, by the numbers of the whole shot.
  /// - Returns: the pixels of the last frame before the seam that have the same region in both parts, and all.
  package mutating func close(count: Int32) -> (same: Int, all: Int) {
    offset = count
    for (own, others) in shared {
      var areas: [Int32: Int] = [:]
      for (other, area) in others { areas[founders[other] ?? other, default: 0] += area }
      guard let region = areas.max(by: { ($0.value, -$0.key) < ($1.value, -$1.key) })?.key,
        let best = others.filter({ founders[$0.key] ?? $0.key == region })
          .max(by: { ($0.value, -$0.key) < ($1.value, -$1.key) })?.key
      else { continue }
      joined[own] = (best, region)
    }
    defer { (shared, founders, last) = ([:], [:], nil) }
    return agreement
  }

  private var agreement: (same: Int, all: Int) {
    guard let (earlier, later) = last, earlier.map.size == later.map.size else { return (0, 0) }
    let numbers = Self.numbers(later)
    var region = [Int32](repeating: -1, count: numbers.count)
    for supervoxel in earlier.present { region[Int(supervoxel.slot)] = supervoxel.founder }
    let same = zip(later.map.labels, earlier.map.labels).count { own, other in
      joined[numbers[Int(own)]].map { $0.founder == region[Int(other)] } ?? false
    }
    return (same, earlier.map.labels.count)
  }

  /// A frame of the later part by the numbers of the whole shot.
  package mutating func frame(_ frame: ShotFrame) -> ShotFrame {
    let finals = waiting + frame.finalized
    waiting = []
    for final in finals { places[final.number] = final.place }
    var result = ShotFrame(
      shot: frame.shot, map: frame.map,
      present: frame.present.map {
        .init(slot: $0.slot, number: $0.number + offset, founder: founder(of: $0.number, at: frame.level))
      }, level: frame.level)
    result.isLast = frame.isLast
    result.finalized = finals.map { final in
      let place =
        joined[final.number].map { TreePlace(joins: $0.supervoxel, level: 0) }
        ?? TreePlace(joins: final.place.joins.map { $0 + offset }, level: final.place.level)
      return .init(number: final.number + offset, place: place)
    }
    let borders = frame.borders.map { border -> ShotFrame.Border in
      let (a, b) = (founder(of: border.a, at: frame.level), founder(of: border.b, at: frame.level))
      return ShotFrame.Border(a: min(a, b), b: max(a, b))
    }
    result.borders = Set(borders).filter { $0.a != $0.b }.sorted { ($0.a, $0.b) < ($1.a, $1.b) }
    return result
  }

  /// The founder of a supervoxel's region, by the numbers of the whole shot.
  package func founder(of own: Int32, at level: Float) -> Int32 {
    var number = own
    while true {
      if let joined = joined[number] { return joined.founder }
      guard let next = places[number]?.joined(at: level), next < number else { return number + offset }
      number = next
    }
  }
}
