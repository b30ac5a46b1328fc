import Imaging
import Testing

@Suite struct RegionMapTests {
  private let map = RegionMap(size: PictureSize(width: 3, height: 2), ids: [1, 2, 3, 70_000, 5, 6])

  @Test("another size takes the nearest pixel, counted from the corner")
  func resizes() {
    #expect(map.resized(to: map.size) == map)
    #expect(map.resized(to: PictureSize(width: 2, height: 1)).ids == [1, 2])
    #expect(
      map.resized(to: PictureSize(width: 6, height: 4)).ids == [
        1, 1, 2, 2, 3, 3, 1, 1, 2, 2, 3, 3, 70_000, 70_000, 5, 5, 6, 6, 70_000, 70_000, 5, 5, 6, 6,
      ])
    #expect(map.resized(to: PictureSize(width: 4, height: 2)).ids == [1, 1, 2, 3, 70_000, 70_000, 5, 6])
  }
}
