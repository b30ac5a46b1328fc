/// What a stage remembers of a shot.
package protocol RememberedShot {
  /// As in ``FrameCorrespondence/shot``.
  var number: Int { get }
}

/// What a stage remembers of the shots that may go on or return: the least recently used first, the current one last. Beyond
/// ``maxCount`` the one unused for longest is forgotten.
package struct ShotMemory<Shot: RememberedShot> {
  /// All stages remember as many: a shot that the tracker recognizes is known to the others.
  package static var maxCount: Int { ShotTracker.rememberedShots }

  private var shots: [Shot] = []

  package init() {}

  package init(_ shots: some Sequence<Shot>) { self.shots = Array(shots) }

  /// Makes a shot the current one, in place of what was remembered of it.
  ///
  /// - Returns: what is forgotten for it.
  @discardableResult
  package mutating func enter(_ shot: Shot) -> Shot? {
    shots.removeAll { $0.number == shot.number }
    shots.append(shot)
    return shots.count > Self.maxCount ? shots.removeFirst() : nil
  }

  /// Takes out what is remembered of a shot; nil where it is forgotten, or was never seen.
  package mutating func take(_ number: Int) -> Shot? {
    shots.firstIndex { $0.number == number }.map { shots.remove(at: $0) }
  }

  /// Forgets the one unused for longest.
  package mutating func removeOldest() -> Shot? { shots.isEmpty ? nil : shots.removeFirst() }

  package mutating func removeAll() { shots.removeAll() }

  /// Whether it could have come about: not so with everything that can be read.
  package var isConsistent: Bool { count <= Self.maxCount && Set(map(\.number)).count == count }
}

extension ShotMemory: RandomAccessCollection, MutableCollection {
  package var startIndex: Int { shots.startIndex }
  package var endIndex: Int { shots.endIndex }

  package subscript(place: Int) -> Shot {
    get { shots[place] }
    _modify { yield &shots[place] }
  }
}

extension ShotMemory: Equatable where Shot: Equatable {}
extension ShotMemory: Sendable where Shot: Sendable {}

/// Written as the array of the shots.
extension ShotMemory: Encodable where Shot: Encodable {
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(shots)
  }
}

extension ShotMemory: Decodable where Shot: Decodable {
  package init(from decoder: any Decoder) throws { self.init(try decoder.singleValueContainer().decode([Shot].self)) }
}
