/// The scenes in the order of their shots.
struct Clip {
  struct Shot {
    var scene: Scene
    /// The scene's own time at the shot's first frame.
    var startClock: Int
    /// The indices of the shot's frames in the clip.
    var frames: Range<Int>
  }

  let shots: [Shot]

  var frameCount: Int { shots.last?.frames.upperBound ?? 0 }

  /// A – B – A; the second A continues where it was cut.
  static let shapes = Clip([
    (.shotA, startClock: 0, length: Recipe.firstPartOfA),
    (.shotB, startClock: 0, length: Recipe.lengthOfB),
    (.shotA, startClock: Recipe.firstPartOfA, length: Recipe.secondPartOfA),
  ])

  private init(_ parts: [(scene: Scene, startClock: Int, length: Int)]) {
    var start = 0
    shots = parts.map { part in
      defer { start += part.length }
      return Shot(scene: part.scene, startClock: part.startClock, frames: start..<start + part.length)
    }
  }
}
