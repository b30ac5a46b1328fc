import Imaging
import Labels
import Regions

/// A merge tree in which the scribbled classes of a shot never merge, and each is one region where the run cut the tree.
/// Inside a class it has the unions of the run.
///
/// Scribbled pixels in a supervoxel of another class get a supervoxel of their own in that frame.
struct ScribbledTree: Sendable {
  let table: SupervoxelTable
  /// The class of the region that a supervoxel founds.
  private(set) var classOfFounder: [Int32: UInt8] = [:]
  /// By the number in the run: the new number.
  private let numbers: [Int32]
  /// By frame: the additional supervoxels.
  private let added: [Int: [Added]]
  /// By the new number: the class; only in shots with scribbles.
  private let classes: [Int32: UInt8]
  private let scribbles: Scribbles

  /// That of a supervoxel that joins none.
  private static let noPlace = TreePlace(joins: nil, level: .infinity)

  struct Added: Sendable {
    let number: Int32
    let slot: UInt16
    let own: UInt8
  }

  /// - Parameter former: the tree of the run.
  /// - Throws: ``ScribbleError``.
  init(_ former: SupervoxelTable, _ shots: ScribbledShots, _ scribbles: Scribbles) throws {
    self.scribbles = scribbles
    let spare = try Self.spareSlots(former, count: shots.strays.values.map(\.count).max() ?? 0)
    var numbers: [Int32] = []
    var added: [Int: [Added]] = [:]
    var classes: [Int32: UInt8] = [:]
    var rows: [SupervoxelRow] = []
    var waiting = shots.strays.keys.sorted()[...]
    func add(before frame: Int) {
      while let next = waiting.first, next < frame {
        waiting.removeFirst()
        let shot = scribbles.timeline.shot(of: next) ?? 0
        for (slot, own) in zip(spare, shots.strays[next] ?? []) {
          let number = Int32(rows.count)
          classes[number] = own
          added[next, default: []].append(Added(number: number, slot: slot, own: own))
          rows.append(SupervoxelRow(.init(number: number, slot: slot, place: Self.noPlace, shot: shot), frame: next))
        }
      }
    }
    for number in 0..<former.count {
      let row = former[number]
      add(before: row.frame)
      let new = Int32(rows.count)
      numbers.append(new)
      if let known = shots.classes[row.shot] {
        // A supervoxel may be too small for the working size.
        let joined = row.place.joins.flatMap { classes[numbers[Int($0)]] }
        classes[new] = known[Int32(number)] ?? joined ?? scribbles.classes[row.shot]?.first
      }
      let place = TreePlace(joins: row.place.joins.map { numbers[Int($0)] }, level: row.place.level)
      rows.append(SupervoxelRow(.init(number: new, slot: row.slot, place: place, shot: row.shot), frame: row.frame))
    }
    add(before: .max)
    self.numbers = numbers
    self.added = added
    self.classes = classes
    let (places, founders) = Self.places(rows, classes, scribbles.timeline)
    classOfFounder = founders
    var table = SupervoxelTable(workingSize: former.workingSize)
    for row in rows {
      let place = places[row.number] ?? row.place
      let new = SupervoxelRow(
        .init(number: row.number, slot: row.slot, place: place, shot: row.shot), frame: row.frame)
      guard table.append(new) == nil else {
        throw ScribbleError.tooManySupervoxels(limit: SupervoxelTable.maxCount)
      }
    }
    self.table = table
  }

  /// Slots that no supervoxel has.
  private static func spareSlots(_ table: SupervoxelTable, count: Int) throws -> [UInt16] {
    var isUsed = [Bool](repeating: false, count: Int(UInt16.max) + 1)
    isUsed[0] = true
    for number in 0..<table.count { isUsed[Int(table[number].slot)] = true }
    let spare = isUsed.indices.lazy.filter { !isUsed[$0] }.prefix(count).map { UInt16($0) }
    guard spare.count == count else { throw ScribbleError.tooManySupervoxels(limit: Int(UInt16.max)) }
    return Array(spare)
  }

  /// The places of all supervoxels with a class, and the class of each that founds a region.
  private static func places(
    _ rows: [SupervoxelRow], _ classes: [Int32: UInt8], _ timeline: ShotTimeline
  ) -> (places: [Int32: TreePlace], founders: [Int32: UInt8]) {
    var places: [Int32: TreePlace] = [:]
    var component = Array(0..<Int32(rows.count))
    func root(_ number: Int32) -> Int32 {
      var place = number
      while component[Int(place)] != place {
        component[Int(place)] = component[Int(component[Int(place)])]
        place = component[Int(place)]
      }
      return place
    }
    /// Above this level, a union would change the regions of some frame.
    func highest(_ shot: Int) -> Float { timeline.levels[shot]?.first ?? 0 }
    // By root: the oldest supervoxel of each class below it.
    var oldest: [Int32: [UInt8: Int32]] = [:]
    for (number, own) in classes { oldest[number] = [own: number] }
    let unions = rows.filter { classes[$0.number] != nil && $0.place.joins != nil }
      .sorted { ($0.place.level, $0.number) < ($1.place.level, $1.number) }
    for row in unions {
      guard let joins = row.place.joins else { continue }
      let (a, b) = (root(joins), root(row.number))
      guard a != b else { continue }
      component[Int(b)] = a
      var kept = oldest[a] ?? [:]
      for (own, other) in oldest.removeValue(forKey: b) ?? [:] {
        guard let first = kept[own] else {
          kept[own] = other
          continue
        }
        kept[own] = min(first, other)
        places[max(first, other)] = TreePlace(
          joins: min(first, other), level: min(row.place.level, highest(row.shot)))
      }
      oldest[a] = kept
    }
    // What the tree does not join, and each class of a shot as one.
    var founders: [Int32: UInt8] = [:]
    var founderOf: [Int: [UInt8: Int32]] = [:]
    let remaining = oldest.values.flatMap { $0.map { (number: $0.value, own: $0.key) } }
      .sorted { $0.number < $1.number }
    for (number, own) in remaining {
      let shot = rows[Int(number)].shot
      if let founder = founderOf[shot]?[own] {
        places[number] = TreePlace(joins: founder, level: highest(shot))
      } else {
        places[number] = noPlace
        founders[number] = own
        founderOf[shot, default: [:]][own] = number
      }
    }
    return (places, founders)
  }

  /// A frame of the run with the new supervoxels.
  ///
  /// - Throws: ``ScribbleError``, `MediaError`.
  func frame(_ saved: SavedFrames.SavedFrame) throws -> SavedFrames.SavedFrame {
    var map = saved.map
    var present: [UInt16: Int32] = [:]
    for supervoxel in saved.present { present[supervoxel.slot] = numbers[Int(supervoxel.number)] }
    let extras = added[saved.index] ?? []
    if !extras.isEmpty, let drawn = try scribbles.classes(ofFrame: saved.index) {
      let slots = Dictionary(extras.map { (UInt32($0.own), $0.slot) }) { first, _ in first }
      for (n, value) in drawn.ids.enumerated() where value != ScribbleImage.nothing {
        guard let number = present[map.labels[n]], let slot = slots[value], let own = classes[number] else { continue }
        if UInt32(own) != value { map.labels[n] = slot }
      }
      for extra in extras { present[extra.slot] = extra.number }
    }
    let first = saved.finalized.first.map { Int(numbers[$0]) } ?? extras.first.map { Int($0.number) } ?? 0
    return saved.replacing(
      map,
      present: map.areas().compactMap { slot, area in
        present[slot].map { SavedFrames.Present(slot: slot, number: $0, area: area) }
      },
      finalized: first..<(first + saved.finalized.count + extras.count))
  }

  /// The largest class.
  var largestClass: UInt8 { classOfFounder.values.max() ?? 0 }
}
