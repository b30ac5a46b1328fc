import Imaging
import Labels
import Rendering

/// The regions of a film with a list of corrections.
struct CorrectedState: Sendable {
  /// What corrections need of frames: by time, the pixels of supervoxels in the frame; by box, those inside it, too.
  struct Evidence: Sendable {
    /// By frame: the pixels of each supervoxel.
    var areas: [Int: [Int32: Int]] = [:]
    /// By frame and box, in the order of ``boxes``.
    var inside: [Int: [[Int32: Int]]] = [:]
    /// By frame: the boxes.
    var boxes: [Int: [PixelBox]] = [:]
  }

  /// What all lists have in common.
  struct Film: Sendable {
    let timeline: ShotTimeline
    let size: PictureSize
    var evidence: Evidence
    /// The regions before corrections; those of loaded shots and those that corrections name have their shot.
    let rows: [UInt16: CorrectedRegions.Row]
    /// The largest number of any region so far.
    let largest: UInt16
  }

  /// By shot; only those that corrections may concern.
  private(set) var shots: [Int: ShotAssignment]
  private(set) var names: [UInt16: String] = [:]
  /// Colors that differ from those before.
  private(set) var colors: [UInt16: RGBColor] = [:]
  /// The number to use for a region that is gone, or 0.
  private(set) var successors: [UInt16: UInt16] = [:]
  /// The corrections, each with the number that a split got.
  private(set) var applied: [PlacedCorrection] = []
  /// By shot: the corrections that changed it.
  private(set) var causes: [Int: [PlacedCorrection]] = [:]
  private let film: Film
  private var gone: [UInt16: String] = [:]
  /// The regions that splits made.
  private var made: Set<UInt16> = []
  private var largest: UInt16

  init(_ shots: [Int: ShotAssignment], _ film: Film) {
    self.shots = shots
    self.film = film
    largest = film.largest
  }

  /// The color of a region.
  func color(of region: UInt16) -> RGBColor {
    colors[region] ?? film.rows[region]?.color ?? Palette.standard.color(of: region)
  }

  /// - Throws: ``CorrectionError``.
  mutating func apply(_ placed: PlacedCorrection) throws(CorrectionError) {
    var placed = placed
    let place = placed.place
    switch placed.correction {
    case .merge(let regions):
      for region in regions { try check(region, place) }
      guard let first = regions.first else { break }
      for region in regions.dropFirst() {
        for shot in shots.keys where shots[shot]?.replace(region, by: first) ?? false { note(placed, shot) }
        remove(region, for: first, place)
      }
    case .split(let region, let seconds, let new):
      let number = try split(region, at: seconds, new: new, placed)
      placed.correction = .split(region, seconds: seconds, new: number)
    case .name(let region, let name):
      try check(region, place)
      names[region] = name
    case .color(let region, let color):
      try check(region, place)
      colors[region] = color
      for (shot, assignment) in shots where assignment.contains(region) { note(placed, shot) }
    case .pin(let region, let seconds, let box): try pin(region, at: seconds, box, placed)
    case .forget(let region):
      try check(region, place)
      for shot in shots.keys where shots[shot]?.replace(region, by: 0) ?? false { note(placed, shot) }
      remove(region, for: 0, place)
    case .cut, .notACut: break
    }
    applied.append(placed)
  }

  private mutating func note(_ placed: PlacedCorrection, _ shot: Int) { causes[shot, default: []].append(placed) }

  private mutating func remove(_ region: UInt16, for other: UInt16, _ place: String) {
    gone[region] = place
    successors[region] = other
    names[region] = nil
  }

  private func check(_ region: UInt16, _ place: String) throws(CorrectionError) {
    if let by = gone[region] { throw .goneRegion(place: place, region: region, by: by) }
    guard film.rows[region] != nil || made.contains(region) else {
      throw .unknownRegion(place: place, region: region, largest: largest)
    }
  }

  private func moment(_ seconds: Double, _ place: String) throws(CorrectionError) -> ShotTimeline.Moment {
    guard let moment = film.timeline.moments[seconds] else {
      throw .timeOutside(place: place, seconds: seconds, first: film.timeline.first, last: film.timeline.last)
    }
    return moment
  }

  private mutating func split(
    _ region: UInt16, at seconds: Double, new: UInt16?, _ placed: PlacedCorrection
  ) throws(CorrectionError) -> UInt16 {
    let place = placed.place
    try check(region, place)
    let moment = try moment(seconds, place)
    guard let shot = shots[moment.shot], let level = shot.index(ofLevel: moment.level) else {
      throw .notThere(place: place, region: region, seconds: seconds)
    }
    var areas: [Int: Int] = [:]
    for (number, area) in film.evidence.areas[moment.frame] ?? [:] {
      if let member = shot.index(of: number), shot.regions[level][member] == region { areas[member] = area }
    }
    guard !areas.isEmpty else { throw .notThere(place: place, region: region, seconds: seconds) }
    if let new, film.rows[new] != nil || made.contains(new) || gone[new] != nil {
      throw .numberTaken(place: place, region: new)
    }
    guard new != nil || largest < .max else { throw .tooManyRegions(place: place) }
    let number = new ?? largest + 1
    let opening = TreeOpening(of: shot, members: shot.members(of: region), areas: areas)
    guard let part = opening.younger(withMoreThan: film.size.count / 1000) ?? opening.younger(withMoreThan: 0) else {
      throw .indivisible(place: place, region: region, seconds: seconds)
    }
    let others = shot.allRegions.filter { $0 != 0 }.sorted().map { color(of: $0) }
    colors[number] = RegionColors.color(ofPartOf: color(of: region), apartFrom: others)
    shots[moment.shot]?.replace(region, by: number, among: part)
    made.insert(number)
    largest = max(largest, number)
    note(placed, moment.shot)
    return number
  }

  private mutating func pin(
    _ region: UInt16, at seconds: Double, _ box: PixelBox, _ placed: PlacedCorrection
  ) throws(CorrectionError) {
    let place = placed.place
    try check(region, place)
    let moment = try moment(seconds, place)
    guard box.isInside(film.size) else { throw .boxOutside(place: place, size: film.size) }
    let boxes = film.evidence.boxes[moment.frame] ?? []
    guard let shot = shots[moment.shot], let which = boxes.firstIndex(of: box),
      let areas = film.evidence.areas[moment.frame], let inside = film.evidence.inside[moment.frame]?[which]
    else { throw .emptyBox(place: place) }
    let pinned = inside.filter { 2 * $0.value > areas[$0.key] ?? .max }.keys.compactMap { shot.index(of: $0) }
    guard !pinned.isEmpty else { throw .emptyBox(place: place) }
    if shots[moment.shot]?.assign(pinned, to: region) ?? false { note(placed, moment.shot) }
  }
}
