import Imaging
import Measurements
import Randomness
import Testing

@Suite struct FrameMeasurerTests {
  private func map(_ rows: [[UInt16]]) -> LabelMap {
    LabelMap(size: PictureSize(width: rows[0].count, height: rows.count), labels: rows.flatMap { $0 })
  }

  @Test("Area, centroid, bounding box, borders and edges of a small map")
  func shapes() throws {
    var measurer = FrameMeasurer()
    let regions = measurer.measure(
      map([
        [1, 1, 1, 1, 1],
        [1, 2, 2, 2, 1],
        [1, 2, 2, 2, 1],
        [1, 2, 2, 2, 3],
        [0, 0, 0, 3, 3],
      ]))
    #expect(regions.map(\.trackID) == [1, 2, 3])
    let (around, square, corner) = (regions[0], regions[1], regions[2])
    #expect(square.area == 9 && square.centroid == SIMD2(2, 2))
    #expect(square.columns == 1..<4 && square.rows == 1..<4)
    // The outline through the centers of the border pixels.
    #expect(square.perimeter == 8)
    #expect(square.edgeLength == 0 && square.borderLength == 12)
    #expect(
      square.neighbors == [
        .init(trackID: 0, length: 2), .init(trackID: 1, length: 8), .init(trackID: 3, length: 2),
      ])
    #expect(around.area == 10 && around.edgeLength == 5 + 3 + 4 && around.edgeShare == 12.0 / 22)
    #expect(corner.area == 3 && corner.edgeLength == 4 && corner.neighbors.map(\.trackID) == [0, 1, 2])
    #expect(regions.allSatisfy { $0.color == nil })
  }

  @Test("Colors are means and standard deviations; a region of one color has none")
  func colors() throws {
    let size = PictureSize(width: 4, height: 1)
    var picture = Picture(size: size, filledWith: RGBColor(red: 10, green: 20, blue: 30))
    picture[2, 0] = RGBColor(red: 0, green: 100, blue: 255)
    picture[3, 0] = RGBColor(red: 4, green: 200, blue: 255)
    var measurer = FrameMeasurer()
    let regions = measurer.measure(LabelMap(size: size, labels: [5, 5, 9, 9]), picture: picture)
    #expect(regions[0].color?.mean == SIMD3(10, 20, 30) && regions[0].color?.deviation == .zero)
    #expect(regions[1].color?.mean == SIMD3(2, 150, 255) && regions[1].color?.deviation == SIMD3(2, 50, 0))
  }

  @Test("A frame does not depend on the frames before it, and single pixels and lines are measured")
  func reuse() {
    var random = SplitMix64(seed: 5)
    var used = FrameMeasurer()
    for (width, height) in [(1, 1), (7, 1), (1, 6), (13, 9), (5, 5), (13, 9)] {
      let size = PictureSize(width: width, height: height)
      let labels = (0..<size.count).map { _ in UInt16(random.next() % 4) * 16_000 }
      let map = LabelMap(size: size, labels: labels)
      var fresh = FrameMeasurer()
      let regions = used.measure(map)
      #expect(regions == fresh.measure(map))
      #expect(regions.reduce(0) { $0 + $1.area } == labels.count { $0 != 0 })
      // Every border is seen from both sides.
      for region in regions {
        for neighbor in region.neighbors where neighbor.trackID != 0 {
          let other = regions.first { $0.trackID == neighbor.trackID }
          #expect(other?.neighbors.contains(.init(trackID: region.trackID, length: neighbor.length)) == true)
        }
      }
    }
  }

  @Test("Velocity is that of the centroid, and missing after a cut and after frames without the region")
  func velocity() throws {
    var series = FrameSeries()
    func measure(_ labels: [UInt16], at seconds: Double?, shot: Int? = 0, index: Int) -> SIMD2<Double>? {
      let map = LabelMap(size: PictureSize(width: 8, height: 1), labels: labels)
      return series.measure(map, picture: nil, index: index, seconds: seconds, shot: shot).regions
        .first { $0.properties.trackID == 2 }?.velocity
    }
    #expect(measure([2, 1, 1, 1, 1, 1, 1, 1], at: 0, index: 0) == nil)
    #expect(measure([1, 1, 2, 1, 1, 1, 1, 1], at: 0.5, index: 1) == SIMD2(4, 0))
    // The same time, or an earlier one, is no motion.
    #expect(measure([1, 1, 1, 2, 1, 1, 1, 1], at: 0.5, index: 2) == nil)
    #expect(measure([1, 1, 1, 1, 1, 1, 1, 1], at: 1, index: 3) == nil)
    #expect(measure([1, 1, 1, 1, 2, 1, 1, 1], at: 1.5, index: 4) == nil)
    #expect(measure([1, 1, 1, 2, 1, 1, 1, 1], at: 2, shot: 1, index: 5) == nil)
    #expect(measure([1, 1, 2, 1, 1, 1, 1, 1], at: 2.25, shot: 1, index: 6) == SIMD2(-4, 0))
    #expect(measure([1, 2, 1, 1, 1, 1, 1, 1], at: nil, shot: 1, index: 7) == nil)
  }

  @Test("Lives count frames and returns")
  func lives() throws {
    var series = FrameSeries()
    var lives = LifeSpans()
    for (index, labels) in ([[1, 1], [1, 2], [2, 2], [1, 2], [1, 1]] as [[UInt16]]).enumerated() {
      let map = LabelMap(size: PictureSize(width: 2, height: 1), labels: labels)
      lives.add(series.measure(map, picture: nil, index: index, seconds: Double(index) / 10, shot: nil))
    }
    #expect(lives.all.map(\.trackID) == [1, 2])
    let one = try #require(lives[1])
    #expect(one.firstFrame == 0 && one.lastFrame == 4 && one.frames == 4 && one.returns == 1)
    #expect(one.area == 6 && one.largestArea == 2 && one.largestFrame == 0 && one.lastSeconds == 0.4)
    let two = try #require(lives[2])
    #expect(two.firstFrame == 1 && two.lastFrame == 3 && two.returns == 0 && two.largestFrame == 2)
  }
}
