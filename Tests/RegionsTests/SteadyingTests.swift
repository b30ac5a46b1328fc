import Imaging
import Regions
import Testing

@Suite struct SteadyingTests {
  private static let size = PictureSize(width: 12, height: 4)
  private static let still = (0..<Int32(size.count)).map { $0 }

  /// 1 on the left of a column, 2 from there on.
  private static func map(border: Int) -> SlotMap {
    SlotMap(size: size, labels: (0..<size.count).map { $0 % size.width < border ? 1 : 2 })
  }

  @Test("A border that jumps within the reach stays", arguments: [4, 5, 7, 8])
  func jump(border: Int) {
    #expect(
      Self.map(border: border).steadied(by: Self.map(border: 6), backward: Self.still, reach: 2) == Self.map(border: 6))
  }

  @Test("Changes beyond the reach are kept")
  func change() {
    let steady = Self.map(border: 10).steadied(by: Self.map(border: 4), backward: Self.still, reach: 2)
    // Of the pixels 4 ..< 10 those keep label 2 that are near what still has it.
    #expect(steady == Self.map(border: 8))
    var gone = Self.map(border: 6)
    gone.labels = gone.labels.map { $0 == 2 ? 3 : $0 }
    #expect(gone.steadied(by: Self.map(border: 6), backward: Self.still, reach: 2) == gone)
  }

  @Test("Borders move with the picture")
  func motion() {
    // Everything moves by three pixels to the right; what comes in from the left is known to nobody.
    let backward = (0..<Int32(Self.size.count)).map { $0 % 12 < 3 ? -1 : $0 - 3 }
    #expect(Self.map(border: 9).steadied(by: Self.map(border: 4), backward: backward, reach: 2) == Self.map(border: 7))
    let unknown = [Int32](repeating: -1, count: Self.size.count)
    #expect(Self.map(border: 5).steadied(by: Self.map(border: 6), backward: unknown, reach: 2) == Self.map(border: 5))
  }

  @Test("Without an earlier map nothing changes")
  func first() {
    let map = Self.map(border: 5)
    #expect(map.steadied(by: SlotMap(size: Self.size), backward: Self.still, reach: 2) == map)
  }
}
