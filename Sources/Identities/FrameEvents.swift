import Imaging
import Motion

/// What became of the identities from one frame to the next, at the working size. An identity is in a frame from one
/// pixel on.
package struct FrameEvents: Equatable, Sendable {
  /// An identity that was in no frame before.
  package struct Birth: Equatable, Sendable {
    package let identity: UInt16
    /// The identity that held more than half of its pixels a frame earlier, along the motion; nil where none did.
    package let origin: UInt16?

    package init(_ identity: UInt16, from origin: UInt16? = nil) {
      self.identity = identity
      self.origin = origin
    }
  }

  /// An identity that was in the frame before and is not in this one. It may come back.
  package struct Death: Equatable, Sendable {
    package let identity: UInt16
    /// The identity that now holds more than half of its last pixels, along the motion; nil where none does.
    package let heir: UInt16?

    package init(_ identity: UInt16, into heir: UInt16? = nil) {
      self.identity = identity
      self.heir = heir
    }
  }

  /// As in ``Continuation/shot``.
  package let shot: Int
  /// As in ``Continuation/change``.
  package let change: Double
  /// The share, 0…1, of the pixels followed from the frame before whose identity is not the one they bring along; nil
  /// behind a cut, where none is followed.
  package let changed: Double?
  /// In ascending order, as are the others.
  package let births: [Birth]
  package let deaths: [Death]
  /// Identities that were in some frame before, but not in the last.
  package let returns: [UInt16]

  package init(
    shot: Int = 0, change: Double = 0, changed: Double? = nil, births: [Birth] = [], deaths: [Death] = [],
    returns: [UInt16] = []
  ) {
    self.shot = shot
    self.change = change
    self.changed = changed
    self.births = births
    self.deaths = deaths
    self.returns = returns
  }
}

/// Tells what happens to the identities, frame by frame.
///
/// A value whose memory grows with the number of identities, not with the number of frames.
package struct EventTracker: Equatable, Sendable, Codable {
  private var known: Set<UInt16> = []
  /// The number of pixels of every identity of the last frame.
  private var areas: [UInt16: Int] = [:]
  private var last: LabelMap?
  private var shot: Int?

  package init() {}

  /// Whether it can go on with maps of the given size: not so with every tracker that can be read.
  package func isConsistent(for size: Size) -> Bool {
    last.map { $0.size == size } ?? true && areas.allSatisfy { $0.key > 0 && (1...size.count).contains($0.value) }
  }

  /// What the next frame brings.
  ///
  /// - Parameters:
  ///   - map: its identities.
  ///   - continuation: how it follows. Behind a cut nothing has an origin or an heir, also where a shot returns: the
  ///     frame before shows something else.
  package mutating func next(_ map: LabelMap, continuation: Continuation) -> FrameEvents {
    let before = areas
    areas = [:]
    for (identity, area) in map.areas() where identity != 0 { areas[identity] = area }
    let present = areas.keys.sorted()
    let born = present.filter { !known.contains($0) }
    let gone = before.keys.filter { areas[$0] == nil }.sorted()
    let returned = present.filter { known.contains($0) && before[$0] == nil }

    var kinship: Kinship?
    if let last, let source = continuation.source, shot == continuation.shot, last.size == map.size {
      kinship = Kinship(last, map, source: source, born: born, gone: gone)
    }
    known.formUnion(born)
    last = map
    shot = continuation.shot
    return FrameEvents(
      shot: continuation.shot, change: continuation.change, changed: kinship?.changed,
      births: born.map { .init($0, from: kinship?.origin(of: $0, area: areas[$0] ?? 0)) },
      deaths: gone.map { .init($0, into: kinship?.heir(of: $0, area: before[$0] ?? 0)) },
      returns: returned)
  }
}

/// Whose pixels became whose between two frames of one shot.
private struct Kinship {
  /// As in ``FrameEvents/changed``.
  private(set) var changed: Double?
  /// For every identity that was born, the identities that its pixels bring along.
  private var origins: [UInt16: [UInt16: Int]] = [:]
  /// For every identity that is gone, those that its pixels have now.
  private var heirs: [UInt16: [UInt16: Int]] = [:]

  init(_ earlier: LabelMap, _ later: LabelMap, source: [Int32], born: [UInt16], gone: [UInt16]) {
    let isBorn = Self.members(born)
    let isGone = Self.members(gone)
    var (followed, changes) = (0, 0)
    for (n, place) in source.enumerated() where place >= 0 {
      let (old, new) = (earlier.labels[Int(place)], later.labels[n])
      guard old != 0, new != 0 else { continue }
      followed += 1
      guard old != new else { continue }
      changes += 1
      if isBorn[Int(new)] { origins[new, default: [:]][old, default: 0] += 1 }
      if isGone[Int(old)] { heirs[old, default: [:]][new, default: 0] += 1 }
    }
    changed = followed > 0 ? Double(changes) / Double(followed) : nil
  }

  func origin(of identity: UInt16, area: Int) -> UInt16? { Self.majority(origins[identity], of: area) }

  func heir(of identity: UInt16, area: Int) -> UInt16? { Self.majority(heirs[identity], of: area) }

  private static func members(_ identities: [UInt16]) -> [Bool] {
    var isMember = [Bool](repeating: false, count: Int(UInt16.max) + 1)
    for identity in identities { isMember[Int(identity)] = true }
    return isMember
  }

  /// Where the picture grows, one pixel is followed to several: the votes can then be more than the area.
  private static func majority(_ votes: [UInt16: Int]?, of area: Int) -> UInt16? {
    guard let votes else { return nil }
    let all = max(area, votes.values.reduce(0, +))
    return votes.first { 2 * $0.value > all }?.key
  }
}
