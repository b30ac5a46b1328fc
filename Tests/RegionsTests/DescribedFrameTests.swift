import Imaging
import Regions
import Testing

@Suite struct DescribedFrameTests {
  @Test("Frames that are described elsewhere get the regions that one tracker gives them")
  func describedElsewhere() throws {
    var scene = DrawnScene(things: [
      .init(color: SIMD3(70, 40, 20), place: DrawnScene.swing(width: 60, step: 2, y: 10)),
      .init(color: SIMD3(30, -40, 20), place: DrawnScene.swing(width: 50, step: 1, y: 40)),
    ])
    scene.responses = 8
    var (tracker, other) = (RegionTracker(.drawn(3)), RegionTracker(.drawn(3)))
    let expected = try tracker.frames(of: scene, count: 70)
    // Two parts: each begins with the first frame of the shot.
    var frames: [RegionFrame] = []
    for part in [0..<32, 32..<70] {
      var describer = FrameDescriber(.drawn(3))
      if part.lowerBound > 0 { describer.prepare(scene.input(0, after: nil)) }
      for frame in part {
        let input = scene.input(frame, after: frame > 0 ? frame - 1 : nil)
        let (described, basis) = describer.describe(input)
        frames += try other.add(described, shot: 0, size: scene.size, basis: basis)
      }
    }
    frames += try other.finish()
    #expect(frames.map(\.labels) == expected.map(\.labels))
  }
}
