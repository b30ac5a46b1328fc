import Imaging
import Motion
import Parallelism
import Randomness
import Testing

private func flow(_ first: Picture, _ second: Picture, threads: Int = 1, finestLevel: Int = 0) -> FlowField {
  DenseInverseSearch(workers: Workers(count: threads), finestLevel: finestLevel)
    .flow(from: GrayPyramid(first), to: GrayPyramid(second))
}

/// The longest way, in pixels, between a field and one motion for all, `margin` pixels or more from the edges.
private func worstError(_ field: FlowField, _ dx: Double, _ dy: Double, margin: Int) -> Double {
  var worst = 0.0
  for y in margin..<field.size.height - margin {
    for x in margin..<field.size.width - margin {
      let n = y * field.size.width + x
      let (ex, ey) = (Double(field.dx[n]) - dx, Double(field.dy[n]) - dy)
      worst = max(worst, (ex * ex + ey * ey).squareRoot())
    }
  }
  return worst
}

@Suite struct FlowTests {
  private let size = PictureSize(width: 161, height: 121)

  @Test(
    "The motion of a texture is found to a quarter of a pixel",
    arguments: [(0.4, -0.3), (3.25, 1.5), (12.6, -7.3), (-14.0, 10.0), (0, 17.5)])
  func translation(_ dx: Double, _ dy: Double) {
    let field = flow(.texture(size), .texture(size, movedBy: dx, dy))
    #expect(worstError(field, dx, dy, margin: 24) < 0.25)
  }

  @Test("A search that ends at half the size is enlarged to the whole")
  func coarse() {
    let field = flow(.texture(size), .texture(size, movedBy: 5.5, -2.25), finestLevel: 1)
    #expect(field.size == size)
    #expect(worstError(field, 5.5, -2.25, margin: 24) < 0.25)
  }

  @Test("Brighter light is not motion")
  func light() {
    let field = flow(.texture(size), .texture(size, movedBy: 2, 1, brighterBy: 0.15))
    #expect(worstError(field, 2, 1, margin: 24) < 0.25)
  }

  @Test("Between equal pictures nothing moves")
  func still() {
    let field = flow(.texture(size), .texture(size))
    #expect(field.dx.allSatisfy { $0 == 0 })
    #expect(field.dy.allSatisfy { $0 == 0 })
  }

  @Test("Flat pictures have no motion, whatever their colors")
  func flat() {
    let dark = Picture(size: size, filledWith: RGBColor(red: 10, green: 20, blue: 30))
    let bright = Picture(size: size, filledWith: RGBColor(red: 250, green: 240, blue: 230))
    let field = flow(dark, bright)
    #expect(field.dx.allSatisfy { $0 == 0 })
    #expect(field.dy.allSatisfy { $0 == 0 })
  }

  @Test("The flow is the same for any number of threads", arguments: [2, 3])
  func threads(_ count: Int) {
    let (first, second) = (Picture.texture(size), Picture.texture(size, movedBy: 6.3, 2.1))
    #expect(flow(first, second, threads: count) == flow(first, second))
  }

  @Test(
    "Every size has a flow",
    arguments: [(1, 1), (1, 9), (200, 1), (7, 3), (8, 8), (9, 8), (15, 16), (17, 5), (33, 64), (2, 300)])
  func sizes(_ width: Int, _ height: Int) {
    let size = PictureSize(width: width, height: height)
    for level in 0...2 {
      let field = flow(.texture(size), .texture(size, movedBy: 3, -2), threads: 2, finestLevel: level)
      #expect(field.size == size)
      #expect(field.dx.count == size.count && field.dy.count == size.count)
      #expect((field.dx + field.dy).allSatisfy { $0.isFinite })
    }
  }

  @Test("Noise without any correspondence gives finite motion")
  func noise() {
    var random = SplitMix64(seed: 7)
    func noise() -> Picture { Picture(size) { _, _ in Double.random(in: 0...1, using: &random) } }
    let field = flow(noise(), noise())
    #expect((field.dx + field.dy).allSatisfy { $0.isFinite })
  }

  @Test("A field is read between its pixels, and at its edge beyond it")
  func interpolation() {
    let field = FlowField(size: PictureSize(width: 2, height: 2), dx: [0, 1, 2, 3], dy: [0, 0, 4, 4])
    #expect(field.at(x: 0.5, y: 0) == SIMD2(0.5, 0))
    #expect(field.at(x: 0.25, y: 0.5) == SIMD2(1.25, 2))
    #expect(field.at(x: 9, y: -9) == SIMD2(1, 0))
  }
}
