import Exchange
import Imaging
import Testing

@Suite struct RegionCodingTests {
  @Test("Runs in both directions are the pixels of their label, with area and bounds", arguments: sizes)
  func runs(_ size: PictureSize) {
    for seed in 0..<8 {
      let map = randomMap(size, seed: UInt64(seed))
      for byColumns in [false, true] {
        let regions = map.runs(byColumns: byColumns)
        #expect(regions.map(\.label) == map.areas().map(\.label).filter { $0 != 0 })
        for region in regions {
          var pixels: [Int] = []
          for place in stride(from: 0, to: region.edges.count, by: 2) {
            pixels += region.edges[place]..<region.edges[place + 1]
          }
          let places = pixels.map { n in
            byColumns ? (x: n / size.height, y: n % size.height) : (x: n % size.width, y: n / size.width)
          }
          #expect(places.allSatisfy { map[$0.x, $0.y] == region.label })
          #expect(pixels.count == region.area && region.area == map.labels.count { $0 == region.label })
          let box = region.bounds
          #expect(places.map(\.x).min() == box.left && places.map(\.x).max() == box.right - 1)
          #expect(places.map(\.y).min() == box.top && places.map(\.y).max() == box.bottom - 1)
        }
      }
    }
  }

  @Test("The compressed text of COCO is read back; damaged texts are refused", arguments: sizes)
  func cocoText(_ size: PictureSize) {
    for region in randomMap(size, seed: 3).runs(byColumns: true) {
      let counts = COCOMask.counts(of: region, in: size)
      #expect(counts.reduce(0, +) == size.count)
      let text = COCOMask.text(of: counts)
      #expect(COCOMask.counts(ofText: text, pixels: size.count) == counts)
      #expect(COCOMask.counts(ofText: text, pixels: size.count + 1) == nil)
      #expect(COCOMask.counts(ofText: text.dropLast() + [200], pixels: size.count) == nil)
    }
    #expect(COCOMask.counts(ofText: [], pixels: size.count) == nil)
    #expect(COCOMask.counts(ofText: Array(repeating: 111, count: 40), pixels: size.count) == nil)
  }

  @Test("Outlines filled by the even-odd rule are the region, part by part", arguments: sizes)
  func outlines(_ size: PictureSize) throws {
    for seed in 0..<8 {
      let map = randomMap(size, seed: UInt64(seed))
      var drawn = LabelMap(size: size)
      for region in map.outlines() {
        for part in region.parts {
          let rings = [part.outline] + part.holes
          #expect(rings.allSatisfy { $0.count >= 4 })
          // The rings as one polygon: each is left and reached through its first corner and that of the outline.
          let corners = rings.flatMap { $0 + $0.prefix(1) + rings[0].prefix(1) }
          let counts = try PolygonMask.counts(of: [corners.map { (Double($0.x), Double($0.y)) }], in: size)
          let mask = ImportedFrames.Mask(
            object: 0, isByColumns: false, left: 0, top: 0, width: size.width, height: size.height, counts: counts)
          #expect(drawn.draw(mask, as: region.label) == 0)
        }
      }
      #expect(drawn == map)
    }
  }

  @Test("Neighboring polygons share no pixel and leave none out")
  func polygons() throws {
    let size = PictureSize(width: 20, height: 20)
    let left: [(x: Double, y: Double)] = [(-3, -3), (7.5, -3), (12.25, 25), (-3, 25)]
    let right: [(x: Double, y: Double)] = [(7.5, -3), (30, -3), (30, 25), (12.25, 25)]
    var covered = [Int](repeating: 0, count: size.count)
    for polygon in [left, right] {
      var place = 0
      for (n, count) in try PolygonMask.counts(of: [polygon], in: size).enumerated() {
        if n % 2 == 1 { for pixel in place..<place + count { covered[pixel] += 1 } }
        place += count
      }
    }
    #expect(covered.allSatisfy { $0 == 1 })
  }

  @Test("Many large polygons of one object are their union, up to a limit for all of them together")
  func manyPolygons() throws {
    let size = PictureSize(width: 4, height: 65_535)
    let triangle: [(x: Double, y: Double)] = [(0, 0), (4, 65_535), (4, 0)]
    let one = try PolygonMask.counts(of: [triangle], in: size)
    #expect(try PolygonMask.counts(of: Array(repeating: triangle, count: 20), in: size) == one)
    let tooMany = PolygonMask.maxCrossings / (2 * 65_535) + 1
    #expect(throws: PolygonMask.TooComplex.self) {
      try PolygonMask.counts(of: Array(repeating: triangle, count: tooMany), in: size)
    }
  }

  @Test("A mask in a box is drawn like its pixels one by one, by rows and by columns", arguments: [false, true])
  func drawing(_ isByColumns: Bool) {
    let size = PictureSize(width: 13, height: 9)
    let mask = ImportedFrames.Mask(
      object: 0, isByColumns: isByColumns, left: 2, top: 3, width: 7, height: 5, counts: [1, 9, 0, 3, 11, 8, 2, 1])
    var expected = LabelMap(size: size, filledWith: 5)
    var (pixel, covered) = (0, 0)
    for (n, count) in mask.counts.enumerated() {
      for _ in 0..<count {
        let (x, y) = isByColumns ? (pixel / 5, pixel % 5) : (pixel % 7, pixel / 7)
        if n % 2 == 1 { (expected[mask.left + x, mask.top + y], covered) = (8, covered + 1) }
        pixel += 1
      }
    }
    var drawn = LabelMap(size: size, filledWith: 5)
    #expect(drawn.draw(mask, as: 8) == covered && drawn == expected)
  }
}
