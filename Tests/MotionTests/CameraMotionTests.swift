import Foundation
import Imaging
import Motion
import Randomness
import Testing

/// A camera that pans, zooms, turns and tilts a little, and an object that moves beside it.
private struct FilmedScene {
  let size = PictureSize(width: 240, height: 160)
  /// Of the object beside the camera, in pixels a frame.
  let own = SIMD2<Float>(4, -3)

  func isObject(_ n: Int) -> Bool { n % size.width < size.width / 3 }

  /// Where the camera's motion led a point from, as a displacement.
  func camera(_ n: Int) -> SIMD2<Float> {
    let (x, y) = (Double(n % size.width) - 120, Double(n / size.width) - 80)
    let (turn, zoom) = (0.012, 1.015)
    let w = 1 + 0.00012 * x - 0.00007 * y
    let u = (zoom * (cos(turn) * x - sin(turn) * y) + 5.3) / w
    let v = (zoom * (sin(turn) * x + cos(turn) * y) - 2.1) / w
    return SIMD2(Float(u - x), Float(v - y))
  }

  /// - Parameter noise: pixels either way.
  func backwardFlow(noise: Float = 0) -> FlowField {
    var random = SplitMix64(seed: 11)
    let flow = (0..<size.count).map { n in
      camera(n) - (isObject(n) ? own : .zero)
        + SIMD2(Float.random(in: -1...1, using: &random), Float.random(in: -1...1, using: &random)) * noise
    }
    return FlowField(size: size, dx: flow.map(\.x), dy: flow.map(\.y))
  }

  var backward: [Int32] { (0..<Int32(size.count)).map { $0 % 10 == 7 ? -1 : $0 } }
}

@Suite struct CameraMotionTests {
  private let scene = FilmedScene()

  @Test("Camera motion is subtracted: the background rests, and an object on a third of the picture moves")
  func residual() {
    let residual = ResidualMotion(backwardFlow: scene.backwardFlow(), backward: scene.backward)
    for n in 0..<scene.size.count {
      #expect(residual.isKnown[n] == (n % 10 != 7))
      let expected = n % 10 == 7 || !scene.isObject(n) ? .zero : scene.own
      #expect(abs(residual.dx[n] - expected.x) < 0.1 && abs(residual.dy[n] - expected.y) < 0.1)
    }
  }

  @Test("Flow that is wrong by up to a quarter of a pixel gives the camera to a tenth where the background is seen")
  func noise() throws {
    let camera = try #require(CameraMotion(scene.backwardFlow(noise: 0.25)) { _ in true })
    for n in stride(from: 0, to: scene.size.count, by: 7) {
      let error = camera.displacement(x: Float(n % 240), y: Float(n / 240)) - scene.camera(n)
      // Under the object nothing was seen of the background: there the camera is extrapolated.
      #expect((error * error).sum().squareRoot() < (scene.isObject(n) ? 0.3 : 0.1))
    }
  }

  @Test("The same flow gives the same camera")
  func isRepeatable() {
    let flow = scene.backwardFlow(noise: 1)
    #expect(CameraMotion(flow) { $0 % 3 > 0 } == CameraMotion(flow) { $0 % 3 > 0 })
  }

  @Test("Too few or inconsistent points give no camera motion, and no residual motion")
  func tooFew() {
    let (size, flow) = (scene.size, scene.backwardFlow())
    #expect(CameraMotion(flow) { _ in false } == nil)
    // Points are every eighth pixel from the fourth: nineteen of them.
    let known = Set((0..<19).map { 4 * 240 + 4 + 8 * $0 })
    #expect(CameraMotion(flow) { known.contains($0) } == nil)
    var random = SplitMix64(seed: 2)
    let chance = (0..<size.count).map { _ in Float.random(in: -200...200, using: &random) }
    let noise = FlowField(size: size, dx: chance, dy: chance.reversed())
    #expect(CameraMotion(noise) { _ in true } == nil)
    let residual = ResidualMotion(backwardFlow: noise, backward: scene.backward)
    #expect(!residual.isKnown.contains(true) && !residual.dx.contains { $0 != 0 } && !residual.dy.contains { $0 != 0 })
    let point = PictureSize(width: 1, height: 1)
    #expect(CameraMotion(FlowField(size: point, dx: [0], dy: [0])) { _ in true } == nil)
  }
}
