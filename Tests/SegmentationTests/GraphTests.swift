import Foundation
import Imaging
import Media
import Motion
import Parallelism
import Randomness
import Segmentation
import Superpixels
import Testing

/// The definition, step by step, with nothing made fast: convolution with the whole two-dimensional Gaussian, edges sorted
/// by comparison, regions as lists.
private func plainRegions(_ picture: Picture, _ settings: GraphSettings) -> [UInt16] {
  let (width, height) = (picture.size.width, picture.size.height)
  func mirrored(_ place: Int, _ count: Int) -> Int {
    var place = place
    while !(0..<count).contains(place) { place = place < 0 ? -1 - place : 2 * count - 1 - place }
    return place
  }
  let radius = Int(4 * settings.sigma + 0.5)
  var colors: [[Double]] = []
  for n in 0..<picture.size.count {
    var (sum, total) = ([0.0, 0, 0], 0.0)
    for dy in -radius...radius {
      for dx in -radius...radius {
        let weight = settings.sigma > 0 ? exp(-Double(dx * dx + dy * dy) / (2 * settings.sigma * settings.sigma)) : 1
        let color = picture[mirrored(n % width + dx, width), mirrored(n / width + dy, height)]
        for (c, value) in [color.red, color.green, color.blue].enumerated() { sum[c] += weight * Double(value) }
        total += weight
      }
    }
    colors.append(sum.map { $0 / total })
  }

  var edges: [(weight: Double, a: Int, b: Int)] = []
  for (dx, dy) in [(1, 0), (0, 1), (1, 1), (-1, 1)] {
    for y in 0..<height {
      for x in 0..<width where (0..<width).contains(x + dx) && y + dy < height {
        let (a, b) = (y * width + x, (y + dy) * width + x + dx)
        let squares = zip(colors[a], colors[b]).map { ($0 - $1) * ($0 - $1) }
        edges.append((squares.reduce(0, +).squareRoot(), a, b))
      }
    }
  }
  let order = edges.indices.sorted { (edges[$0].weight, $0) < (edges[$1].weight, $1) }

  var region = Array(0..<picture.size.count)
  var members = region.map { [$0] }
  var inner = [Double](repeating: 0, count: region.count)
  func join(_ a: Int, _ b: Int) {
    for n in members[b] { region[n] = a }
    members[a] += members[b]
    members[b] = []
  }
  func limit(_ a: Int) -> Double { inner[a] + settings.threshold / Double(members[a].count) }
  for edge in order.map({ edges[$0] }) {
    let (a, b) = (region[edge.a], region[edge.b])
    if a != b, edge.weight < min(limit(a), limit(b)) {
      join(a, b)
      inner[a] = edge.weight
    }
  }
  for edge in order.map({ edges[$0] }) {
    let (a, b) = (region[edge.a], region[edge.b])
    if a != b, min(members[a].count, members[b].count) < settings.minimumSize { join(a, b) }
  }
  var numbers: [Int: UInt16] = [:]
  return region.map { root in
    let number = numbers[root] ?? UInt16(numbers.count)
    numbers[root] = number
    return number
  }
}

private func random(_ width: Int, _ height: Int, seed: UInt64) -> Picture {
  var random = SplitMix64(seed: seed)
  // Slopes and steps with noise, so that no two edges weigh the same for long.
  let bytes = (0..<(3 * width * height)).map { i -> UInt8 in
    let (x, y) = (i / 3 % width, i / 3 / width)
    return UInt8((x / 9 * 60 + y * 2 + (i % 3) * 20) % 200 + Int.random(in: 0..<50, using: &random))
  }
  return Picture(size: PictureSize(width: width, height: height), bytes: bytes)
}

private func graph(sigma: Double = 0.8, threshold: Double, minimumSize: Int = 1) -> GraphSettings {
  var settings = GraphSettings()
  settings.sigma = sigma
  settings.threshold = threshold
  settings.minimumSize = minimumSize
  return settings
}

private func regions(_ picture: Picture, _ settings: GraphSettings, threads: Int = 2) throws -> [UInt16] {
  var segmenter = GraphSegmenter(settings, workers: Workers(count: threads))
  return try segmenter.segment(
    SegmenterInput(picture: picture, correspondence: .first)
  ).clusters
    .labels
}

@Suite struct GraphTests {
  @Test(
    "The regions equal those of a reference implementation",
    arguments: [
      graph(threshold: 300), graph(threshold: 1000, minimumSize: 20), graph(sigma: 2.3, threshold: 100),
      graph(sigma: 0.5, threshold: 50, minimumSize: 5), graph(sigma: 1, threshold: 1e6), graph(threshold: 0),
    ], [(45, 31), (1, 1), (1, 40), (40, 1), (3, 2)])
  func plain(_ settings: GraphSettings, _ sides: (Int, Int)) throws {
    let picture = random(sides.0, sides.1, seed: UInt64(sides.0 + 7))
    let expected = plainRegions(picture, settings)
    #expect(try regions(picture, settings) == expected)
    #expect(try regions(picture, settings, threads: 1) == expected)
  }

  @Test(
    "The regions that scikit-image 0.26 finds in a fixture",
    arguments: [
      (
        graph(threshold: 300, minimumSize: 20),
        [2392, 265, 72, 110, 113, 30, 101, 102, 79, 98, 39, 91, 485, 107, 58, 2002]
      ),
      (
        graph(threshold: 50, minimumSize: 20),
        [
          2449, 82, 66, 37, 63, 26, 26, 69, 27, 52, 26, 26, 48, 22, 22, 20, 20, 48, 37, 61, 57, 32, 38, 92, 340, 20, 36,
          36, 100, 58, 21, 52, 1144, 788, 36, 36, 31,
        ]
      ),
    ])
  func scikitImage(_ settings: GraphSettings, _ areas: [Int]) throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let picture = try PictureImage.read(path: root.path + "/fixtures/still.png")
    let map = ClusterMap(size: picture.size, labels: try regions(picture, settings))
    #expect(map.areas().map(\.area) == areas)
  }

  @Test("Without smoothing, two halves are two regions, and a speck joins its surroundings")
  func halves() throws {
    var picture = Picture(size: PictureSize(width: 20, height: 10), filledWith: RGBColor(red: 20, green: 30, blue: 40))
    for y in 0..<10 { for x in 10..<20 { picture[x, y] = RGBColor(red: 200, green: 30, blue: 40) } }
    picture[4, 4] = RGBColor(red: 20, green: 250, blue: 40)
    let expected = (0..<200).map { UInt16($0 % 20 / 10) }
    #expect(try regions(picture, graph(sigma: 0, threshold: 100, minimumSize: 2)) == expected)
    #expect(Set(try regions(picture, graph(sigma: 0, threshold: 100))).count == 3)
  }

  @Test("Every frame is a separate cluster epoch")
  func clusterEpochs() throws {
    var segmenter = GraphSegmenter(GraphSettings(), workers: Workers(count: 1))
    let picture = random(20, 20, seed: 3)
    let results = try (0..<3).map { _ in
      try segmenter.segment(
        SegmenterInput(picture: picture, correspondence: .first))
    }
    #expect(results.map(\.clusterEpoch) == [0, 1, 2])
    #expect(results.map(\.iterations) == [0, 0, 0])
    #expect(results[1].clusters == results[0].clusters)
  }

  @Test("Too many regions for a label map are an error with a remedy")
  func tooMany() throws {
    let picture = random(300, 300, seed: 1)
    #expect(throws: SegmentationError.tooManyRegions(count: 90_000, limit: 65_535)) {
      try regions(picture, graph(threshold: 0))
    }
    #expect("\(SegmentationError.tooManyRegions(count: 90_000, limit: 65_535))".contains("segment.graph.min-size"))
  }
}
