import Imaging
import Motion

/// Gives supervoxels, slots and regions the numbers that are valid for the whole video, in the order of the frames.
///
/// A supervoxel is numbered when its place in the tree becomes final, a region when it first appears. A slot is free
/// again when its supervoxel has ended. Numbers thus follow from the frames alone: those of a video that was segmented
/// in parts are the same.
///
/// A value type. Its memory grows with the number of regions, not with the number of frames.
package struct RegionNumbering: Equatable, Sendable {
  /// In least-recently-used order; the current one is the last.
  var shots = ShotMemory<Shot>()
  /// The number of the next supervoxel.
  var next: Int32 = 0
  var slots = SlotPool()
  /// The founders of the regions so far: region 1, 2, …
  var founders: [Int32] = []
  /// The regions by founder.
  private var regions: [Int32: UInt16] = [:]

  /// The slots that one shot leaves to those that may return, of which each keeps the slots of its last frame.
  static let slotsOfOtherShots = 6_000

  struct Shot: RememberedShot, Equatable, Sendable {
    let number: Int
    let size: PictureSize
    /// Ascending; one for each visit of the shot.
    var runs: [Run] = []
    /// The slots of the supervoxels that have not ended, by the number in the shot.
    var slots: [Int32: UInt16] = [:]

    /// Consecutive supervoxels.
    struct Run: Equatable, Sendable, Codable {
      /// The first number in the shot, and in the video.
      let own, global: Int32
      var count: Int32
    }

    /// The number in the video of a final supervoxel.
    func global(_ own: Int32) -> Int32? {
      guard let run = runs.last(where: { $0.own <= own }), own - run.own < run.count else { return nil }
      return run.global + (own - run.own)
    }

    mutating func append(_ own: Int32, _ global: Int32) {
      if let last = runs.last, last.own + last.count == own, last.global + last.count == global {
        runs[runs.count - 1].count += 1
      } else {
        runs.append(Run(own: own, global: global, count: 1))
      }
    }
  }

  package init() {}

  /// Numbers the frames that are output together, all of one shot.
  package mutating func number(_ frames: [ShotFrame]) throws(RegionError) -> [RegionFrame] {
    guard let first = frames.first, let last = frames.last else { return [] }
    enter(first.shot, first.map.size)
    let known = founders.count
    var numbered: [RegionFrame] = []
    for frame in frames { numbered.append(try number(frame)) }
    let neighbors = neighbors(frames.flatMap(\.borders), behind: known)
    free(allBut: last.present)
    return numbered.map { frame in
      RegionFrame(
        ofShot: frame.ofShot, supervoxels: frame.supervoxels, regions: frame.regions,
        regionOfFounder: frame.regionOfFounder, finalized: frame.finalized,
        neighbors: neighbors)
    }
  }

  /// Makes a shot the current one.
  private mutating func enter(_ shot: Int, _ size: PictureSize) {
    if let last = shots.last, last.number == shot, last.size == size { return }
    let known = shots.take(shot)
    if let known, known.size != size { giveBack(known) }
    let entered = known.flatMap { $0.size == size ? $0 : nil } ?? Shot(number: shot, size: size)
    if let gone = shots.enter(entered) { giveBack(gone) }
  }

  private mutating func giveBack(_ shot: Shot) {
    for (_, slot) in shot.slots.sorted(by: { $0.key < $1.key }) { slots.giveBack(slot, from: 0) }
  }

  private mutating func number(_ frame: ShotFrame) throws(RegionError) -> RegionFrame {
    let current = shots.count - 1
    var finalized: [RegionFrame.FinalSupervoxel] = []
    for final in frame.finalized {
      guard let slot = slots.take(batch: 0), next < .max else {
        throw .tooManySupervoxels(limit: Int(UInt16.max))
      }
      shots[current].append(final.number, next)
      shots[current].slots[final.number] = slot
      finalized.append(
        .init(
          number: next, slot: slot,
          place: TreePlace(joins: final.place.joins.flatMap { shots[current].global($0) }, level: final.place.level),
          shot: frame.shot))
      next += 1
    }
    let shot = shots[current]
    var slotOf = [UInt16](repeating: 0, count: Int(frame.present.last?.slot ?? 0) + 1)
    var regionOf = [UInt16](repeating: 0, count: slots.used)
    var regionOfFounder: [Int32: UInt16] = [:]
    for founder in Set(frame.present.map(\.founder)).sorted() {
      regionOfFounder[founder] = try shot.global(founder).map { global throws(RegionError) in try region(of: global) }
    }
    for supervoxel in frame.present {
      guard let slot = shot.slots[supervoxel.number], let region = regionOfFounder[supervoxel.founder] else { continue }
      slotOf[Int(supervoxel.slot)] = slot
      regionOf[Int(slot)] = region
    }
    let map = SlotMap(size: frame.map.size, labels: frame.map.labels.map { slotOf[Int($0)] })
    return RegionFrame(
      ofShot: frame, supervoxels: map, regions: regionOf, regionOfFounder: regionOfFounder,
      finalized: finalized, neighbors: [:])
  }

  private mutating func region(of founder: Int32) throws(RegionError) -> UInt16 {
    if let region = regions[founder] { return region }
    guard founders.count < Int(UInt16.max) else { throw .tooManyRegions(limit: Int(UInt16.max)) }
    founders.append(founder)
    regions[founder] = UInt16(founders.count)
    return UInt16(founders.count)
  }

  /// The neighbors of the regions whose numbers are larger than `known`.
  private func neighbors(_ borders: [ShotFrame.Border], behind known: Int) -> [UInt16: [UInt16]] {
    guard founders.count > known, let shot = shots.last else { return [:] }
    func region(_ own: Int32) -> UInt16? { shot.global(own).flatMap { regions[$0] } }
    var result: [UInt16: Set<UInt16>] = [:]
    for border in borders {
      guard let a = region(border.a), let b = region(border.b), a != b else { continue }
      if a > known { result[a, default: []].insert(b) }
      if b > known { result[b, default: []].insert(a) }
    }
    return result.mapValues { $0.sorted() }
  }

  /// Frees the slots of the supervoxels that have ended: one that is not in the last frame does not come back.
  private mutating func free(allBut present: [ShotFrame.Present]) {
    let current = shots.count - 1
    let alive = Set(present.map(\.number))
    for (number, slot) in shots[current].slots.sorted(by: { $0.key < $1.key }) where !alive.contains(number) {
      shots[current].slots[number] = nil
      slots.giveBack(slot, from: 0)
    }
  }
}

/// The regions by founder are not encoded.
extension RegionNumbering: Codable {
  private enum CodingKeys: CodingKey { case shots, next, slots, founders }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    shots = try container.decode(ShotMemory<Shot>.self, forKey: .shots)
    next = try container.decode(Int32.self, forKey: .next)
    slots = try container.decode(SlotPool.self, forKey: .slots)
    founders = try container.decode([Int32].self, forKey: .founders)
    regions = Dictionary(
      founders.enumerated().map { ($1, UInt16(truncatingIfNeeded: $0 + 1)) }, uniquingKeysWith: { a, _ in a })
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(shots, forKey: .shots)
    try container.encode(next, forKey: .next)
    try container.encode(slots, forKey: .slots)
    try container.encode(founders, forKey: .founders)
  }
}

/// The slots are encoded as two arrays, in ascending order of the supervoxels.
extension RegionNumbering.Shot: Codable {
  private enum CodingKeys: CodingKey { case number, size, runs, supervoxels, slots }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    number = try container.decode(Int.self, forKey: .number)
    size = try container.decode(PictureSize.self, forKey: .size)
    runs = try container.decode([Run].self, forKey: .runs)
    let supervoxels = try container.decode([Int32].self, forKey: .supervoxels)
    let slots = try container.decode([UInt16].self, forKey: .slots)
    guard supervoxels.count == slots.count, Set(supervoxels).count == supervoxels.count else {
      throw DecodingError.dataCorruptedError(
        forKey: .slots, in: container, debugDescription: "the slots do not match the supervoxels")
    }
    self.slots = Dictionary(uniqueKeysWithValues: zip(supervoxels, slots))
  }

  func encode(to encoder: any Encoder) throws {
    let sorted = slots.sorted { $0.key < $1.key }
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(number, forKey: .number)
    try container.encode(size, forKey: .size)
    try container.encode(runs, forKey: .runs)
    try container.encode(sorted.map(\.key), forKey: .supervoxels)
    try container.encode(sorted.map(\.value), forKey: .slots)
  }
}

extension RegionNumbering {
  /// Validates decoded state.
  var isConsistent: Bool {
    shots.isConsistent && (0..<Int32.max / 2).contains(next)
      && slots.isConsistent(inUse: shots.flatMap(\.slots.values))
      && founders.count <= Int(UInt16.max) && Set(founders).count == founders.count
      && founders.allSatisfy { (0..<next).contains($0) }
      && shots.allSatisfy { shot in
        shot.runs.allSatisfy { $0.count > 0 && $0.own >= 0 && $0.global >= 0 && $0.count <= next - $0.global }
          && zip(shot.runs, shot.runs.dropFirst()).allSatisfy { $0.own <= $1.own - $0.count }
          && shot.slots.keys.allSatisfy { shot.global($0) != nil }
      }
  }

  /// Whether all supervoxels of a shot have a number in the video.
  func knows(_ numbers: some Sequence<Int32>, of shot: Int) -> Bool {
    guard let known = shots.first(where: { $0.number == shot }) else { return numbers.allSatisfy { _ in false } }
    return numbers.allSatisfy { known.global($0) != nil }
  }
}
