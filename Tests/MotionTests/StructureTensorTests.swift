import Imaging
import Motion
import Randomness
import Testing

@Suite struct StructureTensorTests {
  private let size = PictureSize(width: 48, height: 40)

  private func picture(_ value: (_ x: Int, _ y: Int) -> Float) -> StructureTensor {
    StructureTensor(luma: (0..<size.count).map { value($0 % size.width, $0 / size.width) }, size: size)
  }

  @Test("Corners are textured; a bare wall, an edge and stripes are not")
  func seen() {
    #expect(!picture { _, _ in 90 }.isTextured.contains(true))
    #expect(!picture { x, y in Float(x + 2 * y) }.isTextured.contains(true))
    #expect(!picture { x, _ in x < 24 ? 20 : 200 }.isTextured.contains(true))
    #expect(!picture { x, y in Float((x + y) % 6) * 30 }.isTextured.contains(true))
    var random = SplitMix64(seed: 4)
    let noise = (0..<size.count).map { _ in Float.random(in: 0...255, using: &random) }
    #expect(!picture { x, y in noise[y * 48 + x] }.isTextured.contains(false))
  }

  @Test("A corner is seen as far as the window reaches")
  func corner() {
    let texture = picture { x, y in x < 24 && y < 20 ? 20 : 200 }
    for y in 0..<size.height {
      for x in 0..<size.width where !(17...30).contains(x) || !(13...26).contains(y) {
        #expect(!texture.isTextured[y * size.width + x], "\(x), \(y)")
      }
    }
    #expect(texture.isTextured[20 * size.width + 24])
  }

  @Test("A picture that is too small for slopes has none", arguments: [1, 2, 3])
  func small(side: Int) {
    let size = PictureSize(width: side, height: 3)
    let texture = StructureTensor(luma: [Float](repeating: 7, count: size.count), size: size)
    #expect(texture.isTextured == Array(repeating: false, count: size.count))
  }

  @Test("Residual motion is known where it is seen")
  func residual() {
    let still = [Float](repeating: 0, count: size.count)
    let flow = FlowField(size: size, dx: still.map { $0 + 1 }, dy: still)
    let backward = (0..<Int32(size.count)).map { $0 }
    let texture = picture { x, y in x < 24 && y < 20 ? 20 : 200 }
    #expect(ResidualMotion(backwardFlow: flow, backward: backward, texture: texture).isKnown == texture.isTextured)
  }
}
