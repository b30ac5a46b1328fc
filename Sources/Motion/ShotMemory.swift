/// A stage's state of one shot.
package protocol RememberedShot {
  /// As in ``FrameCorrespondence/shot``.
  var number: Int { get }
}

/// A stage's state of the shots that may continue or return, in least-recently-used order, the current one last.
/// Above ``maxCount`` the least recently used shot is removed.
package struct ShotMemory<Shot: RememberedShot> {
  /// The same for all stages, so that a shot that the tracker recognizes is known to the others.
  package static var maxCount: Int { ShotTracker.rememberedShots }

  private var shots: [Shot] = []

  package init() {}

  package init(_ shots: some Sequence<Shot>) { self.shots = Array(shots) }

  /// Makes a shot the current one and replaces its previous state.
  ///
  /// - Returns: the shot that was evicted.
  @discardableResult
  package mutating func enter(_ shot: Shot) -> Shot? {
    shots.removeAll { $0.number == shot.number }
    shots.append(shot)
    return shots.count > Self.maxCount ? shots.removeFirst() : nil
  }

  /// Removes and returns the state of a shot; nil if it was evicted or never seen.
  package mutating func take(_ number: Int) -> Shot? {
    shots.firstIndex { $0.number == number }.map { shots.remove(at: $0) }
  }

  /// Evicts the least recently used shot.
  package mutating func removeOldest() -> Shot? { shots.isEmpty ? nil : shots.removeFirst() }

  package mutating func removeAll() { shots.removeAll() }

  /// Validates decoded state.
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

/// Encoded as the array of the shots.
extension ShotMemory: Encodable where Shot: Encodable {
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(shots)
  }
}

extension ShotMemory: Decodable where Shot: Decodable {
  package init(from decoder: any Decoder) throws { self.init(try decoder.singleValueContainer().decode([Shot].self)) }
}
