import Imaging
import Rendering
import Testing

@Suite("The numbers of regions")
struct NumberTests {
  private let ground = RGBColor(red: 90, green: 140, blue: 60)

  /// The pixels that the numbers cover.
  private func covered(_ map: LabelMap) -> [(x: Int, y: Int)] {
    let picture = Picture(size: map.size, filledWith: ground)
    let rendered = OverlaySettings(opacity: 0, outlines: false, numbers: true).render(picture, trackIDs: map)
    return (0..<map.size.count).map { ($0 % map.size.width, $0 / map.size.width) }
      .filter { rendered[$0.0, $0.1] != ground }
  }

  @Test("lie inside their region, even if its center does not", arguments: [120, 480, 720])
  func inside(height: Int) {
    // A U that holds another region.
    let size = PictureSize(width: height, height: height)
    var map = LabelMap(size: size, filledWith: 0)
    for y in 0..<height {
      for x in 0..<height {
        let isHollow = y < height * 3 / 4 && x > height / 4 && x < height * 3 / 4
        map[x, y] = isHollow ? 0 : 12
      }
    }
    let pixels = covered(map)
    #expect(pixels.count > 40)
    #expect(pixels.allSatisfy { map[$0.x, $0.y] == 12 })
  }

  @Test("are in the middle of a simple region, scaled by the picture height")
  func middle() {
    let small = covered(LabelMap(size: PictureSize(width: 100, height: 100), filledWith: 8))
    let large = covered(LabelMap(size: PictureSize(width: 1000, height: 1000), filledWith: 8))
    func span(_ values: [Int]) -> ClosedRange<Int> { (values.min() ?? 0)...(values.max() ?? 0) }
    #expect(span(small.map(\.x)) == 46...52 && span(small.map(\.y)) == 45...53)
    #expect(span(large.map(\.y)).count == 4 * 9)
  }

  @Test("are drawn on every region of a label if there is room")
  func regions() {
    let size = PictureSize(width: 90, height: 30)
    // Two regions of one label, each with room, on both sides of a narrow one.
    let map = LabelMap(size: size, labels: (0..<size.count).map { (42...47).contains($0 % 90) ? 2 : 1 })
    let columns = Set(covered(map).map(\.x))
    #expect(columns.contains { $0 < 42 } && columns.contains { $0 > 47 })
    #expect(!columns.contains { (42...47).contains($0) })
  }

  @Test("have up to five digits, and those of every number differ")
  func digits() {
    let size = PictureSize(width: 60, height: 30)
    let pictures = [1, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 9, 65535].map { number in
      OverlaySettings(opacity: 0, numbers: true)
        .render(Picture(size: size, filledWith: ground), trackIDs: LabelMap(size: size, filledWith: number))
    }
    for (place, picture) in pictures.enumerated() {
      #expect(!pictures[..<place].contains(picture))
    }
  }
}
