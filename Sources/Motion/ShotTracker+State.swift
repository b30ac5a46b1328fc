import Imaging

extension ShotTracker {
  /// The state that later frames depend on: the luma and the thumbnail of each shot's last frame. The rest is recomputed.
  package struct State: Equatable, Sendable, Codable {
    struct Shot: RememberedShot, Equatable, Sendable, Codable {
      let number: Int
      let size: PictureSize
      let luma: [Float]
      let thumbnail: LumaThumbnail
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
            && shot.luma.allSatisfy { (0...256).contains($0) } && shot.thumbnail.isConsistent
        }
    }
  }

  /// A new value must be consistent.
  package var state: State {
    get {
      State(
        shots: ShotMemory(
          shots.map { shot in
            State.Shot(
              number: shot.number, size: shot.last.size, luma: shot.last.luma, thumbnail: shot.last.thumbnail.image)
          }),
        issued: issued, time: time, blanks: blanks)
    }
    set {
      shots = ShotMemory(
        newValue.shots.map { shot in
          Shot(
            number: shot.number,
            last: TrackedPicture(size: shot.size, luma: shot.luma, TrackedThumbnail(shot.thumbnail)))
        })
      issued = newValue.issued
      time = newValue.time
      blanks = newValue.blanks
    }
  }
}
