import Imaging
import Regions
import Testing

/// What keeps a figure apart from its ground.
@Suite struct FigureGroundTests {
  private static func boundary(_ frames: Range<Int32>, pixels: Float, rim: Float) -> BoundaryConnectivity {
    BoundaryConnectivity(area: pixels * Float(frames.count), rim: rim * Float(frames.count), frames: frames)
  }

  @Test(
    "Openness is border pixels relative to the side of the mean area, at most 1, independent of lifetime")
  func boundaryConnectivity() {
    #expect(Self.boundary(0..<1, pixels: 100, rim: 0).value == 0)
    #expect(Self.boundary(0..<1, pixels: 100, rim: 5).value == 0.5)
    #expect(abs(Self.boundary(3..<40, pixels: 100, rim: 5).value - 0.5) < 1e-5)
    #expect(Self.boundary(0..<2, pixels: 100, rim: 40).value == 1)
    #expect(Self.boundary(0..<0, pixels: 0, rim: 0).value == 0)
    #expect(Self.boundary(0..<3, pixels: 0, rim: 0).value == 0)
  }

  @Test("The boundary connectivity of a union is that of its pixels, whatever is joined first")
  func union() {
    let parts = [
      Self.boundary(0..<4, pixels: 60, rim: 6), Self.boundary(0..<4, pixels: 40, rim: 0),
      Self.boundary(0..<0, pixels: 0, rim: 0),
    ]
    let whole = Self.boundary(0..<4, pixels: 100, rim: 6)
    for order in [[0, 1, 2], [2, 0, 1], [1, 2, 0]] {
      var union = parts[order[0]]
      for n in order.dropFirst() { union.join(parts[n]) }
      #expect(abs(union.value - whole.value) < 1e-5)
    }
  }

  @Test("A union of an enclosed region and an open one costs up to twice as much, where boundary connectivity counts")
  func enclosedAndOpen() {
    func cost(_ contrast: Float, _ rims: [Float]) -> Float {
      var parameters = MergeParameters()
      parameters.boundaryContrast = contrast
      var model = RegionModel(parameters, dimensions: 1, frames: 1)
      for (n, rim) in rims.enumerated() {
        model.append(size: 100, descriptor: [Float(n)])
        model.appendBoundary(Self.boundary(0..<1, pixels: 100, rim: rim))
      }
      return model.cost(0, 1, length: 1)
    }
    #expect(cost(0, [0, 20]) == 50)
    #expect(cost(1, [0, 20]) == 100)
    #expect(cost(1, [20, 0]) == 100)
    #expect(cost(1, [0, 5]) == 75)
    #expect(cost(1, [20, 20]) == 50)
    #expect(cost(1, [0, 0]) == 50)
  }

  @Test("A union of a moving and a resting region costs up to twice as much; less with occasional motion")
  func movingAndResting() {
    func cost(_ a: [SIMD2<Float>], _ b: [SIMD2<Float>]) -> Float {
      var parameters = MergeParameters()
      (parameters.motionWeight, parameters.commonFate, parameters.movementContrast) = (0, 0, 1)
      var model = RegionModel(parameters, dimensions: 1, frames: a.count)
      for (value, velocities) in [(Float(0), a), (1, b)] {
        model.append(size: 10, descriptor: [value])
        for (frame, velocity) in velocities.enumerated() {
          model.appendMotion(.init(pixels: 10, velocity: velocity), frame: frame)
        }
      }
      return model.cost(0, 1, length: 1)
    }
    let (rest, right) = (SIMD2<Float>.zero, SIMD2<Float>(3, 0))
    #expect(cost([rest, rest], [rest, rest]) == 5)
    #expect(cost([right, right], [rest, rest]) == 10)
    #expect(cost([rest, rest], [right, right]) == 10)
    #expect(cost([right, rest], [rest, rest]) == 7.5)
    #expect(cost([right, rest], [rest, right]) == 5)
    #expect(cost([right, right], [right, right]) == 5)
  }

  @Test(
    "The rim of a map is its outermost pixels, each once", arguments: [(1, 1), (1, 5), (5, 1), (2, 2), (4, 3), (7, 6)])
  func rim(width: Int, height: Int) {
    let map = LabelMap(size: PictureSize(width: width, height: height), labels: (0..<UInt16(width * height)).map { $0 })
    let expected = (0..<height).flatMap { y in
      (0..<width).filter { $0 == 0 || y == 0 || $0 == width - 1 || y == height - 1 }.map { map[$0, y] }
    }
    #expect(map.rim.sorted() == expected)
  }
}
