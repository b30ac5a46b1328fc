import Labels
import Regions

/// The supervoxels of a shot, and the region of each at every level at which the shot is cut.
struct ShotAssignment: Equatable, Sendable {
  let shot: Int
  /// The numbers of the supervoxels, ascending.
  let members: [Int32]
  /// For each member the older one that it joins, −1 for none; and the level.
  let joins: [Int32]
  let joinLevels: [Float]
  /// Ascending.
  let levels: [Float]
  /// By level and member: the region, 0 for none.
  private(set) var regions: [[UInt16]]

  /// - Parameters:
  ///   - members: ascending.
  ///   - regionOfFounder: 0 for founders that no frame shows.
  init(
    shot: Int, members: [Int32], levels: [Float], in table: SupervoxelTable, regionOfFounder: (Int32) -> UInt16
  ) {
    self.shot = shot
    self.members = members
    self.levels = levels
    let places = members.map { table[Int($0)].place }
    joins = places.map { place in place.joins.map { Int32(Self.index(of: $0, in: members) ?? -1) } ?? -1 }
    joinLevels = places.map(\.level)
    regions = levels.map { level in
      Self.founders(members, places, at: level).map(regionOfFounder)
    }
  }

  /// The founder of each member's region at a level.
  static func founders(_ members: [Int32], _ places: [TreePlace], at level: Float) -> [Int32] {
    var founders: [Int32] = []
    founders.reserveCapacity(members.count)
    for (member, place) in zip(members, places) {
      let joined = place.joined(at: level).flatMap { index(of: $0, in: members) }
      // The joined one is older, so its founder is known.
      founders.append(joined.flatMap { $0 < founders.count ? founders[$0] : nil } ?? member)
    }
    return founders
  }

  /// The place of a number in an ascending list.
  static func index(of number: Int32, in members: [Int32]) -> Int? {
    var (low, high) = (0, members.count)
    while low < high {
      let middle = (low + high) / 2
      if members[middle] < number { low = middle + 1 } else { high = middle }
    }
    return low < members.count && members[low] == number ? low : nil
  }

  func index(of number: Int32) -> Int? { Self.index(of: number, in: members) }

  func index(ofLevel level: Float) -> Int? { levels.firstIndex(of: level) }

  /// The region of a supervoxel in a frame with a level; nil if the shot has neither.
  func region(of number: Int32, at level: Float) -> UInt16? {
    guard let member = index(of: number), let place = index(ofLevel: level) else { return nil }
    return regions[place][member]
  }

  func contains(_ region: UInt16) -> Bool { regions.contains { $0.contains(region) } }

  /// The members of a region at any level.
  func members(of region: UInt16) -> [Int] {
    members.indices.filter { member in regions.contains { $0[member] == region } }
  }

  /// - Returns: whether there was something to replace.
  @discardableResult
  mutating func replace(_ region: UInt16, by other: UInt16, among wanted: Set<Int>? = nil) -> Bool {
    var isChanged = false
    for level in regions.indices {
      for member in members.indices where regions[level][member] == region && wanted?.contains(member) ?? true {
        regions[level][member] = other
        isChanged = isChanged || region != other
      }
    }
    return isChanged
  }

  /// Gives members to a region at all levels.
  mutating func assign(_ wanted: some Sequence<Int>, to region: UInt16) -> Bool {
    var isChanged = false
    for member in wanted {
      for level in regions.indices where regions[level][member] != region {
        regions[level][member] = region
        isChanged = true
      }
    }
    return isChanged
  }

  /// The regions of the entries that differ, of both.
  func differences(from other: ShotAssignment) -> Set<UInt16> {
    var different: Set<UInt16> = []
    for (own, others) in zip(regions, other.regions) where own != others {
      for (a, b) in zip(own, others) where a != b {
        different.insert(a)
        different.insert(b)
      }
    }
    different.remove(0)
    return different
  }

  /// All regions.
  var allRegions: Set<UInt16> { regions.reduce(into: []) { $0.formUnion($1) } }
}
