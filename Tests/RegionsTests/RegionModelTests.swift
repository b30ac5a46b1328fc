import Foundation
import Imaging
import Regions
import Testing

@Suite struct RegionModelTests {
  private static func model(frames: Int = 3) -> RegionModel {
    var model = RegionModel(MergeParameters(), dimensions: 2, frames: frames)
    model.append(size: 3, descriptor: [0, 0], motion: (1, .init(pixels: 2, velocity: SIMD2(3, 0))))
    model.append(size: 1, descriptor: [2, 1], motion: (1, .init(pixels: 2, velocity: .zero)))
    return model
  }

  @Test("A cost is that of the definition")
  func cost() {
    // h = 3·1/4 and ‖f‖² = 5; h₁ = 2·2/4 and ρ(9) = 9 / (1 + 9/9); a border of 4.
    let expected = (0.75 * 5 + 100 * 1 * 4.5) / pow(Float(4), 0.7)
    #expect(abs(Self.model().cost(0, 1, length: 4) - expected) < 1e-3)
    #expect(Self.model().cost(0, 1, length: 4) == Self.model().cost(1, 0, length: 4))
  }

  @Test("Regions that share no frame are compared by appearance alone")
  func otherFrames() {
    var model = Self.model()
    model.append(size: 1, descriptor: [2, 1], motion: (2, .init(pixels: 2, velocity: SIMD2(50, 50))))
    model.append(size: 1, descriptor: [2, 1])
    let appearance = 0.75 * 5 / pow(Float(4), 0.7)
    #expect(abs(model.cost(0, 2, length: 4) - appearance) < 1e-5)
    #expect(abs(model.cost(0, 3, length: 4) - appearance) < 1e-5)
  }

  @Test("Different motion raises the cost, and a longer border lowers it")
  func motion() {
    var model = RegionModel(MergeParameters(), dimensions: 1, frames: 1)
    for velocity: Float in [0, 0.1, 1, 8] {
      model.append(size: 10, descriptor: [1], motion: (0, .init(pixels: 10, velocity: SIMD2(velocity, 0))))
    }
    let costs = (1..<4).map { model.cost(0, $0, length: 5) }
    #expect(0 < costs[0] && costs[0] < costs[1] && costs[1] < costs[2])
    // ρ is less than its limit, 9.
    #expect(costs[2] < 100 * 5 * 9)
    #expect(model.cost(0, 1, length: 6) < costs[0])
  }

  @Test("Common fate merges regions that look different; not at rest or with different motion")
  func commonFate() {
    func cost(_ a: SIMD2<Float>, _ b: SIMD2<Float>) -> Float {
      var parameters = MergeParameters()
      parameters.motionWeight = 0
      var model = RegionModel(parameters, dimensions: 1, frames: 1)
      model.append(size: 10, descriptor: [0], motion: (0, .init(pixels: 10, velocity: a)))
      model.append(size: 10, descriptor: [4], motion: (0, .init(pixels: 10, velocity: b)))
      return model.cost(0, 1, length: 1)
    }
    // h‖f‖² = 5 · 16, four times less where φ = 1.
    #expect(cost(.zero, .zero) == 80)
    #expect(cost(SIMD2(3, 0), SIMD2(3, 0)) == 20)
    #expect(cost(SIMD2(3, 0), SIMD2(-3, 0)) == 80)
    #expect(cost(SIMD2(3, 0), SIMD2(0, 3)) == 80)
    #expect(cost(SIMD2(3, 0), .zero) == 80)
    // m = 1 of m₀ = 2.
    #expect(abs(cost(SIMD2(1, 0), SIMD2(1, 0)) - 80 / 2.5) < 1e-4)
    // r = 2 · 6 / (9 + 4), and m over m₀.
    #expect(abs(cost(SIMD2(3, 0), SIMD2(2, 0)) - 80 / (1 + 3 * (2 * 12 / 13 - 1))) < 1e-3)
  }

  @Test("The outline of a moving object does not move the bare ground behind it")
  func rest() {
    // The flow at the outline, 10 of 1,000 pixels of the ground, is the object's.
    let (object, outline) = (SIMD2<Float>(3, 0), RegionModel.Motion(pixels: 10, area: 1000, velocity: SIMD2(3, 0)))
    func cost(_ share: Float, ground: RegionModel.Motion) -> Float {
      var parameters = MergeParameters()
      parameters.restingShare = share
      parameters.movementContrast = 1
      var model = RegionModel(parameters, dimensions: 1, frames: 1)
      model.append(size: 1000, descriptor: [0], motion: (0, ground))
      model.append(size: 100, descriptor: [0], motion: (0, .init(pixels: 80, area: 100, velocity: object)))
      return model.cost(0, 1, length: 1)
    }
    #expect(cost(0, ground: outline) == 0)
    let resting = cost(0, ground: .init(pixels: 200, area: 1000))
    #expect(resting > 0)
    #expect(cost(0.2, ground: .init(area: 1000)) == resting)
    #expect(cost(0.2, ground: outline) > 0.9 * resting)
    // Where enough is known, nothing is presumed.
    #expect(cost(0.2, ground: .init(pixels: 200, area: 1000, velocity: object)) == 0)
  }

  @Test("A union presumes rest by its own share of known motion")
  func restOfUnion() {
    var model = RegionModel(MergeParameters(), dimensions: 1, frames: 1)
    model.append(size: 30, descriptor: [0], motion: (0, .init(area: 30)))
    model.append(size: 10, descriptor: [0], motion: (0, .init(pixels: 10, area: 10, velocity: SIMD2(2, 0))))
    model.join(0, into: 1)
    #expect(model.motion(of: 1, frame: 0) == .init(pixels: 10, area: 40, velocity: SIMD2(2, 0)))
    #expect(model.motion(of: 1, frame: 0).presumingRest(0.2) == model.motion(of: 1, frame: 0))
    #expect(model.motion(of: 1, frame: 0).presumingRest(0.5).velocity == SIMD2(1, 0))
  }

  @Test("A union has the means of its pixels, of descriptors and of motion by frame")
  func join() {
    var model = Self.model()
    model.append(size: 4, descriptor: [4, 4], motion: (0, .init(pixels: 1, velocity: SIMD2(7, 7))))
    model.appendMotion(.init(pixels: 6, velocity: SIMD2(1, 1)), frame: 1)
    model.join(1, into: 0)
    #expect(model.sizes[0] == 4)
    #expect(Array(model.descriptor(of: 0)) == [0.5, 0.25])
    #expect(model.motion(of: 0, frame: 1) == .init(pixels: 4, velocity: SIMD2(1.5, 0)))
    model.join(2, into: 0)
    #expect(model.sizes[0] == 8)
    #expect(Array(model.descriptor(of: 0)) == [2.25, 2.125])
    #expect(model.motion(of: 0, frame: 0) == .init(pixels: 1, velocity: SIMD2(7, 7)))
    let mean = model.motion(of: 0, frame: 1)
    #expect(mean.pixels == 10 && abs(mean.velocity.x - 1.2) < 1e-6 && abs(mean.velocity.y - 0.6) < 1e-6)
    #expect(model.motion(of: 0, frame: 2).pixels == 0)
  }

  @Test("A region without pixels costs nothing and changes nothing")
  func empty() {
    var model = RegionModel(MergeParameters(), dimensions: 1, frames: 0)
    model.append(size: 0, descriptor: [9])
    model.append(size: 0, descriptor: [1])
    model.append(size: 2, descriptor: [5])
    #expect(model.cost(0, 1, length: 1) == 0)
    #expect(model.cost(0, 2, length: 1) == 0)
    model.join(0, into: 2)
    #expect(Array(model.descriptor(of: 2)) == [5] && model.sizes[2] == 2)
  }

  @Test("A border between regions that differ by the scale of edges counts half")
  func sharpness() {
    var parameters = MergeParameters()
    parameters.edgeScale = 5
    var model = RegionModel(parameters, dimensions: 2, frames: 0)
    for descriptor: [Float] in [[0, 0], [3, 4], [3, 4]] { model.append(size: 2, descriptor: descriptor) }
    let labels: [Int32] = [0, 1, 2, 0, 1, 2]
    #expect(
      model.borders(of: labels, size: PictureSize(width: 3, height: 2))
        == [.init(a: 0, b: 1, length: 1), .init(a: 1, b: 2, length: 2)])
  }

  @Test("Distributions are compared by the square roots of their means")
  func distributions() {
    var model = RegionModel(MergeParameters(), dimensions: 3, outcomes: 2, frames: 0)
    for descriptor: [Float] in [[1, 1, 0], [1, 0, 1], [3, 0.5, 0.5]] { model.append(size: 2, descriptor: descriptor) }
    // h is 1: 2 of the roots alone.
    #expect(model.cost(0, 1, length: 1) == 2)
    model.join(1, into: 0)
    #expect(Array(model.descriptor(of: 0)) == [1, 0.5, 0.5])
    // The same mixture; h is 4/3, the first values differ by 2.
    #expect(abs(model.cost(0, 2, length: 1) - 16.0 / 3) < 1e-5)
  }
}
