import Imaging
import Motion
import Parallelism
import Testing

private func correspondence(_ earlier: Picture, _ later: Picture, threads: Int = 1) -> Correspondence {
  Correspondence(
    earlier: GrayPyramid(earlier), later: GrayPyramid(later),
    search: DenseInverseSearch(workers: Workers(count: threads)))
}

@Suite struct CorrespondenceTests {
  private let size = PictureSize(width: 160, height: 120)

  /// A square object with a texture of its own, in front of a background that rests; and whether a pixel is in it.
  private func scene(objectAt left: Int, _ top: Int) -> Picture {
    let (background, object) = (Texture(), Texture(seed: 3))
    return Picture(size) { x, y in
      inObject(x, y, left, top)
        ? object.value(Double(x - left), Double(y - top)) : background.value(Double(x), Double(y))
    }
  }

  private func inObject(_ x: Int, _ y: Int, _ left: Int, _ top: Int, grownBy margin: Int = 0) -> Bool {
    (left - margin..<left + 48 + margin).contains(x) && (top - margin..<top + 48 + margin).contains(y)
  }

  @Test("A moving object has a correspondence; uncovered pixels have none")
  func uncovered() {
    let found = correspondence(scene(objectAt: 60, 40), scene(objectAt: 52, 37))
    var object = (right: 0, all: 0)
    var background = (right: 0, all: 0)
    var uncovered = (right: 0, all: 0)
    func count(_ tally: inout (right: Int, all: Int), _ isRight: Bool) {
      tally.all += 1
      if isRight { tally.right += 1 }
    }
    for y in 0..<size.height {
      for x in 0..<size.width {
        let backward = Int(found.backward[y * size.width + x])
        if inObject(x, y, 52, 37, grownBy: -4) {
          count(&object, backward == (y + 3) * size.width + x + 8)
        } else if inObject(x, y, 60, 40), !inObject(x, y, 52, 37) {
          count(&uncovered, backward == -1)
        } else if !inObject(x, y, 52, 37, grownBy: 16), !inObject(x, y, 60, 40, grownBy: 16) {
          count(&background, backward == y * size.width + x)
        }
      }
    }
    #expect(Double(object.right) > 0.98 * Double(object.all), "\(object)")
    #expect(Double(background.right) > 0.98 * Double(background.all), "\(background)")
    #expect(Double(uncovered.right) > 0.8 * Double(uncovered.all), "\(uncovered)")
  }

  @Test("Pixels from outside have no backward correspondence")
  func entering() {
    let found = correspondence(.texture(size), .texture(size, movedBy: 12, 0))
    for y in 24..<size.height - 24 {
      for x in 0..<11 { #expect(found.backward[y * size.width + x] == -1) }
      for x in 24..<size.width - 24 { #expect(found.backward[y * size.width + x] == Int32(y * size.width + x - 12)) }
    }
  }

  @Test(
    "In equal pictures every pixel is where it was",
    arguments: [(1, 1), (1, 9), (7, 3), (8, 8), (17, 5), (61, 43)])
  func still(_ width: Int, _ height: Int) {
    let size = PictureSize(width: width, height: height)
    let found = correspondence(.texture(size), .texture(size))
    #expect(found.backward == Array(0..<Int32(size.count)))
    #expect(found.backwardFlow.dx.allSatisfy { $0 == 0 })
  }

  @Test("Backward correspondences are pixels of the picture or −1, and the same for any number of threads")
  func range() {
    let (earlier, later) = (scene(objectAt: 5, 60), scene(objectAt: -9, 71))
    let found = correspondence(earlier, later)
    #expect(found.backward.allSatisfy { (-1..<Int32(size.count)).contains($0) })
    #expect(correspondence(earlier, later, threads: 2).backward == found.backward)
  }
}
