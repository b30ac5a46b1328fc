import Imaging

extension ShotTracker {
  /// The state that later frames depend on: the luma of each shot's last frame. The rest is recomputed.
  package struct State: Equatable, Sendable, Codable {
    struct Shot: RememberedShot, Equatable, Sendable, Codable {
      let number: Int
      let size: PictureSize
      let luma: [Float]
    }

    fileprivate var shots: ShotMemory<Shot>
    fileprivate var issued: Int
    fileprivate var time: Double?
    fileprivate var blanks: Int

    /// The current shot; nil before the first frame.
    package var current: Int? { shots.last?.number }

    /// Validates decoded state for pictures of the given size.
    package func isConsistent(for size: PictureSize) -> Bool {
      shots.isConsistent && (0..<Int.max / 2).contains(issued) && (0..<Int.max / 2).contains(blanks)
        && time?.isFinite != false
        && shots.allSatisfy { shot in
          (0..<issued).contains(shot.number) && shot.size == size && shot.luma.count == size.count
            && shot.luma.allSatisfy { (0...256).contains($0) }
        }
    }
  }

  /// A new value must be consistent.
  package var state: State {
    get {
      State(
        shots: ShotMemory(shots.map { State.Shot(number: $0.number, size: $0.last.size, luma: $0.last.luma) }),
        issued: issued,
        time: time, blanks: blanks)
    }
    set {
      shots = ShotMemory(
        newValue.shots.map { Shot(number: $0.number, last: TrackedPicture(size: $0.size, luma: $0.luma)) })
      issued = newValue.issued
      time = newValue.time
      blanks = newValue.blanks
    }
  }
}
