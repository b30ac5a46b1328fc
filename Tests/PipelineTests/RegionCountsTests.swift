import Imaging
import Labels
import Randomness
import Regions
import Testing

/// A forest at random, in which levels need not rise toward the roots.
private struct Forest {
  var joins: [Int32] = []
  var levels: [Float] = []

  init(count: Int, _ random: inout SplitMix64) {
    for n in 0..<count {
      let isRoot = n == 0 || Int.random(in: 0..<8, using: &random) == 0
      joins.append(isRoot ? -1 : Int32.random(in: 0..<Int32(n), using: &random))
      levels.append(isRoot ? .infinity : Float(Int.random(in: 0..<20, using: &random)))
    }
  }

  func founder(of node: Int, at level: Float) -> Int {
    var node = node
    while levels[node] <= level, joins[node] >= 0 { node = Int(joins[node]) }
    return node
  }

  /// Regions with more than a thousandth of a frame.
  func count(_ frame: [(supervoxel: Int, area: Double)], of pixels: Int, at level: Float) -> Int {
    var areas: [Int: Double] = [:]
    for (node, area) in frame { areas[founder(of: node, at: level), default: 0] += area }
    return areas.values.count { $0 > 0.001 * Double(pixels) }
  }
}

@Suite struct RegionCountsTests {
  @Test("The regions of all levels counted at once are those of each level counted for itself")
  func counts() {
    var random = SplitMix64(seed: 3)
    for count in [1, 2, 3, 17, 120] {
      let forest = Forest(count: count, &random)
      var counts = RegionCounts(joins: forest.joins, levels: forest.levels)
      let pixels = 10_000
      let frames = (0..<7).map { _ in
        (0..<count).filter { _ in Bool.random(using: &random) }.shuffled(using: &random)
          .map { (supervoxel: $0, area: Double(Int.random(in: 1...30, using: &random))) }
      }
      for frame in frames { counts.add(frame, of: pixels) }
      func mean(_ level: Float) -> Double {
        Double(frames.reduce(0) { $0 + forest.count($1, of: pixels, at: level) }) / Double(frames.count)
      }
      let levels = [-1, 0, 0.5] + (1..<22).map(Float.init)
      for level in levels { #expect(counts.mean(at: level) == mean(level)) }
      for limit in 1...count {
        let level = counts.level(for: limit)
        let isReached = levels.contains { mean($0) <= Double(limit) && $0 >= 19 }
        if isReached { #expect(levels.filter { $0 >= level }.allSatisfy { mean($0) <= Double(limit) }) }
      }
    }
  }

  @Test("Long chains and many frames are fast")
  func chain() {
    let count = 200_000
    var counts = RegionCounts(joins: (0..<count).map { Int32($0) - 1 }, levels: (0..<count).map { Float(count - $0) })
    for _ in 0..<2000 { counts.add([(0, 10), (count / 2, 10), (count - 1, 10)], of: 100) }
    #expect(counts.mean(at: 0) == 3 && counts.mean(at: .infinity) == 1)
    #expect(counts.level(for: 2) == Float(count / 2 - 1))
  }

  @Test("A saved row is read as it was, to the last bit of the level")
  func rows() throws {
    for level in [Float.infinity, 0, 0.1, 31998.893, .leastNonzeroMagnitude, .greatestFiniteMagnitude, 1 / 3] {
      let place = TreePlace(joins: level == .infinity ? nil : 4, level: level)
      let row = SupervoxelRow(.init(number: 7, slot: 65_535, place: place, shot: 2), frame: 12)
      #expect(SupervoxelRow(String(row.line.dropLast())) == row)
    }
    #expect(SupervoxelRow("7,1,12,2,,inf")?.finalSupervoxel.place == TreePlace(joins: nil, level: .infinity))
    for line in [
      "", "7", "7,1,12,2,4", "7,0,12,2,4,1", "7,65536,12,2,4,1", "-1,1,12,2,,inf", "7,1,-1,2,,inf", "7,1,12,2,7,1",
      "7,1,12,2,8,1", "7,1,12,2,-1,1", "7,1,12,2,4,nan", "7,1,12,2,4,-1", "7,1,12,2,,1", "7,1,12,2,x,inf",
      "7,1,12,2,4,1,1", "99999999999,1,1,1,,inf", "7,1,99999999999999999999,2,,inf",
    ] { #expect(SupervoxelRow(line) == nil, "\(line)") }
  }

  @Test("A table accepts only valid next rows")
  func table() throws {
    func row(_ number: Int32, frame: Int = 0, shot: Int = 0, joins: Int32? = nil) -> SupervoxelRow {
      let place = TreePlace(joins: joins, level: joins == nil ? .infinity : 2)
      return SupervoxelRow(.init(number: number, slot: 1, place: place, shot: shot), frame: frame)
    }
    var table = SupervoxelTable(workingSize: PictureSize(width: 4, height: 4))
    #expect(table.append(row(1)) != nil)
    #expect(table.append(row(0)) == nil)
    #expect(table.append(row(0)) != nil)
    #expect(table.append(row(1, frame: 5, joins: 0)) == nil)
    #expect(table.append(row(2, frame: 4)) != nil)
    #expect(table.append(row(2, frame: 5, shot: 1, joins: 1)) != nil)
    #expect(table.append(row(2, frame: .max)) != nil)
    #expect(table.append(row(2, frame: 6, joins: 1)) == nil)
    #expect(table.founders { _ in 1 } == [0, 1, 2])
    #expect(table.founders { _ in 2 } == [0, 0, 0])
    #expect(table.finalized(with: 5, from: 1) == 1..<2)
  }
}
