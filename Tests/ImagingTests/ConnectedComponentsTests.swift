import Imaging
import Randomness
import Testing

/// A map of labels 0 ..< `labels`, each pixel by chance.
private func randomMap(_ size: PictureSize, labels: UInt16, seed: UInt64) -> LabelMap {
  var random = SplitMix64(seed: seed)
  return LabelMap(size: size, labels: (0..<size.count).map { _ in UInt16.random(in: 0..<labels, using: &random) })
}

/// The regions as they are found by flooding one after the other.
private func flooded(_ map: LabelMap, joinsCorners: Bool = false) -> (numbers: [Int32], areas: [Int]) {
  let sides = [(-1, 0), (1, 0), (0, -1), (0, 1)]
  let neighbors = sides + (joinsCorners ? [(-1, -1), (1, -1), (-1, 1), (1, 1)] : [])
  let (width, height) = (map.size.width, map.size.height)
  var numbers = [Int32](repeating: -1, count: map.size.count)
  var areas: [Int] = []
  for start in numbers.indices where numbers[start] < 0 {
    var area = 0
    var open = [start]
    numbers[start] = Int32(areas.count)
    while let n = open.popLast() {
      area += 1
      for (dx, dy) in neighbors {
        let (x, y) = (n % width + dx, n / width + dy)
        guard (0..<width).contains(x), (0..<height).contains(y) else { continue }
        let m = y * width + x
        guard numbers[m] < 0, map.labels[m] == map.labels[n] else { continue }
        numbers[m] = Int32(areas.count)
        open.append(m)
      }
    }
    areas.append(area)
  }
  return (numbers, areas)
}

private let sizes = [(1, 1), (1, 40), (40, 1), (2, 2), (7, 5), (31, 23)]

@Suite struct ConnectedComponentsTests {
  @Test("Regions by sides and corners hold together what touches at a corner, and nothing across the edge of a row")
  func eightConnected() {
    let size = PictureSize(width: 3, height: 3)
    let labels: [Int32] = [
      1, 2, 1,
      2, 1, 2,
      3, 3, 1,
    ]
    #expect(ConnectedComponents(eightConnected: labels, size: size).numbers == [0, 1, 0, 1, 0, 1, 2, 2, 0])
    #expect(ConnectedComponents(labels.map { UInt16($0) }, size: size).areas.count == 8)
    let rows: [Int32] = [7, 0, 5, 5, 0, 7]
    #expect(ConnectedComponents(eightConnected: rows, size: PictureSize(width: 3, height: 2)).areas.count == 5)
  }

  @Test("Regions are those that a flood finds, in the order of their first pixels", arguments: sizes)
  func flood(_ width: Int, _ height: Int) {
    for labels: UInt16 in 1...4 {
      let map = randomMap(PictureSize(width: width, height: height), labels: labels, seed: UInt64(labels))
      let regions = ConnectedComponents(map.labels, size: map.size)
      let expected = flooded(map)
      #expect(regions.numbers == expected.numbers)
      #expect(regions.areas == expected.areas)
      let joined = ConnectedComponents(eightConnected: map.labels.map { Int32($0) }, size: map.size)
      #expect(joined.numbers == flooded(map, joinsCorners: true).numbers)
    }
  }

  @Test("Pixels that touch at a corner only are two regions")
  func corners() {
    #expect(ConnectedComponents([1, 2, 2, 1], size: PictureSize(width: 2, height: 2)).areas == [1, 1, 1, 1])
  }

  @Test("A spiral is one region")
  func spiral() {
    let rows = ["#######", "......#", "#####.#", "#...#.#", "#.###.#", "#.....#", "#######"]
    let labels = rows.flatMap { $0.map { UInt16($0 == "#" ? 1 : 0) } }
    #expect(ConnectedComponents(labels, size: PictureSize(width: 7, height: 7)).areas.count == 2)
  }
}

@Suite struct AbsorbingTests {
  private func row(_ labels: [UInt16]) -> LabelMap {
    LabelMap(size: PictureSize(width: labels.count, height: 1), labels: labels)
  }

  @Test("No small region is left, large ones keep their pixels, and no label is made up", arguments: sizes)
  func random(_ width: Int, _ height: Int) {
    let size = PictureSize(width: width, height: height)
    for (labels, minimum) in [(2, 3), (3, 4), (4, 9), (3, 100_000)] {
      for seed in 0..<4 as Range<UInt64> {
        let map = randomMap(size, labels: UInt16(labels), seed: seed)
        let result = map.absorbingRegions(under: minimum)
        let areas = flooded(result).areas
        #expect(areas.count == 1 || areas.allSatisfy { $0 >= minimum })
        #expect(Set(result.labels).isSubset(of: map.labels))
        let before = flooded(map)
        #expect(
          map.labels.indices.allSatisfy {
            before.areas[Int(before.numbers[$0])] < minimum || result.labels[$0] == map.labels[$0]
          })
      }
    }
  }

  @Test("A small region joins the neighbor with the longest border, not the largest one")
  func longestBorder() {
    let map = LabelMap(
      size: PictureSize(width: 6, height: 4),
      labels: [
        1, 1, 1, 1, 1, 1,
        1, 1, 1, 1, 1, 1,
        1, 2, 5, 5, 2, 1,
        2, 2, 2, 2, 2, 2,
      ])
    // Two sides touch the 1s, four the 2s.
    let result = map.absorbingRegions(under: 3)
    #expect(result[2, 2] == 2 && result[3, 2] == 2)
    #expect(map.labels.indices.allSatisfy { map.labels[$0] == 5 || result.labels[$0] == map.labels[$0] })
  }

  @Test("What small regions have grown to by joining each other counts")
  func grows() {
    // The 5 joins the 6s, which are then three and stay.
    let map = row([1, 1, 1, 1, 6, 6, 5, 5, 5, 5]).absorbingRegions(under: 3)
    #expect(map.labels == [1, 1, 1, 1, 1, 1, 5, 5, 5, 5])
    let grown = row([6, 6, 5, 1, 1, 1, 1]).absorbingRegions(under: 3)
    #expect(grown.labels == [6, 6, 6, 1, 1, 1, 1])
  }

  @Test("What has grown and is small still goes on to the neighbors of all its parts")
  func growsAndIsSmallStill() {
    let map = row([5, 5, 5, 9, 7, 7, 7, 7, 7, 7]).absorbingRegions(under: 5)
    #expect(map.labels == Array(repeating: 7, count: 10))
  }

  @Test("A map of one region, however small, and a map without small regions stay as they are")
  func unchanged() {
    let one = LabelMap(size: PictureSize(width: 3, height: 2), filledWith: 4)
    #expect(one.absorbingRegions(under: 1000) == one)
    let large = row([1, 1, 2, 2])
    #expect(large.absorbingRegions(under: 2) == large)
    #expect(row([1, 2, 1]).absorbingRegions(under: 0) == row([1, 2, 1]))
  }
}
