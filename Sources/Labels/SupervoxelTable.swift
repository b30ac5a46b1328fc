import Imaging
import Regions

/// All supervoxels of a video and their merge tree, as saved: 32 bytes per supervoxel.
package struct SupervoxelTable: Sendable {
  /// The working size of the supervoxels.
  package let workingSize: PictureSize
  /// By number.
  private var rows: [Entry] = []

  /// The maximum number of supervoxels.
  package static let maxCount = 1 << 24

  private struct Entry {
    let place: TreePlace
    let slot: UInt16
    let frame: Int32
    let shot: Int32
  }

  package init(workingSize: PictureSize) { self.workingSize = workingSize }

  package var count: Int { rows.count }

  /// Appends the next row.
  ///
  /// - Returns: why it is invalid; nil if it is valid.
  package mutating func append(_ row: SupervoxelRow) -> String? {
    guard rows.count < Self.maxCount else { return "there are more than \(Self.maxCount) supervoxels" }
    guard Int(row.number) == rows.count else { return "number \(row.number) is not \(rows.count)" }
    guard let frame = Int32(exactly: row.frame), let shot = Int32(exactly: row.shot) else {
      return "frame or shot is out of range"
    }
    if let last = rows.last, frame < last.frame { return "frame \(frame) comes after frame \(last.frame)" }
    // The older one that is joined is already in the table.
    if let joins = row.place.joins, rows[Int(joins)].shot != shot {
      return "it joins a supervoxel of another shot, \(joins)"
    }
    rows.append(Entry(place: row.place, slot: row.slot, frame: frame, shot: shot))
    return nil
  }

  package subscript(number: Int) -> SupervoxelRow {
    let row = rows[number]
    return SupervoxelRow(
      .init(number: Int32(number), slot: row.slot, place: row.place, shot: Int(row.shot)), frame: Int(row.frame))
  }

  package func shot(of number: Int32) -> Int { Int(rows[Int(number)].shot) }

  /// The supervoxels that became final with a frame, starting at `number`.
  package func finalized(with frame: Int, from number: Int) -> Range<Int> {
    var end = number
    while end < rows.count, Int(rows[end].frame) <= frame { end += 1 }
    return number..<end
  }

  /// The founder of each supervoxel's region, by number, if each shot's tree is cut at its own level.
  ///
  /// - Parameter level: the level of a shot.
  package func founders(at level: (_ shot: Int) -> Float) -> [Int32] {
    var founders: [Int32] = []
    founders.reserveCapacity(rows.count)
    for (number, row) in rows.enumerated() {
      // The joined supervoxel is older, so its founder is known.
      founders.append(row.place.joined(at: level(Int(row.shot))).map { founders[Int($0)] } ?? Int32(number))
    }
    return founders
  }
}

/// Counts the regions of every shot.
package struct ShotCounts: Sendable {
  private let table: SupervoxelTable
  /// All supervoxels by shot, and the index of each within its shot.
  private let members: [Int32]
  private var places: [Int32]
  private var ranges: [Int: Range<Int>] = [:]
  /// Of the shots with at least one frame.
  private var counts: [Int: RegionCounts] = [:]

  package init(_ table: SupervoxelTable) {
    self.table = table
    members = (0..<Int32(table.count)).sorted { (table.shot(of: $0), $0) < (table.shot(of: $1), $1) }
    places = [Int32](repeating: 0, count: table.count)
    var start = 0
    for (place, member) in members.enumerated() {
      let shot = table.shot(of: member)
      if shot != table.shot(of: members[start]) { start = place }
      places[Int(member)] = Int32(place - start)
      ranges[shot] = start..<(place + 1)
    }
  }

  /// Adds a frame of a shot.
  ///
  /// - Parameters:
  ///   - areas: the supervoxels in the frame, all of the shot, each once, with their pixels.
  ///   - pixels: of the frame.
  package mutating func add(_ areas: [(number: Int32, area: Int)], shot: Int, of pixels: Int) {
    let present = areas.map { (supervoxel: Int(places[Int($0.number)]), area: Double($0.area)) }
    if counts[shot] == nil { counts[shot] = makeCounts(shot) }
    counts[shot]?.add(present, of: pixels)
  }

  private func makeCounts(_ shot: Int) -> RegionCounts {
    let rows = members[ranges[shot] ?? 0..<0].map { table[Int($0)] }
    return RegionCounts(
      joins: rows.map { $0.place.joins.map { places[Int($0)] } ?? -1 }, levels: rows.map(\.place.level))
  }

  /// For each shot with a frame, the level for at most `count` regions per frame; see ``RegionCounts/level(for:)``.
  package func levels(for count: Int) -> [Int: Float] { counts.mapValues { $0.level(for: count) } }
}
