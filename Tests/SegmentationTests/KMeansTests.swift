import Imaging
import Motion
import Parallelism
import Randomness
import Segmentation
import Superpixels
import Testing
import Training
import VectorKernels

/// Lloyd's iterations written down as they are defined, on windows copied out as the paper has them. Colors are whole
/// numbers 0…255 in double precision, which is what NumPy makes of such windows.
private struct PlainLloyd {
  var centers: [[Double]]
  var labels: [UInt16] = []
  private let windows: [[Double]]

  init(_ picture: Picture, side: Int, seeds: [[Double]]) {
    let (width, height) = (picture.size.width, picture.size.height)
    windows = (0..<picture.size.count).map { n in
      var window: [Double] = []
      for dy in -(side / 2)...(side / 2) {
        for dx in -(side / 2)...(side / 2) {
          let color = picture[min(max(n % width + dx, 0), width - 1), min(max(n / width + dy, 0), height - 1)]
          window += [Double(color.red), Double(color.green), Double(color.blue)]
        }
      }
      return window
    }
    centers = seeds.map { $0.map { ($0 * 255).rounded() } }
  }

  mutating func run(atMost limit: Int) -> Int {
    for iteration in 1...limit {
      let nearest = windows.map { window -> UInt16 in
        let distances = centers.map { zip($0, window).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } }
        return UInt16(distances.firstIndex(of: distances.min() ?? 0) ?? 0)
      }
      guard nearest != labels else { return iteration }
      labels = nearest
      for k in centers.indices {
        let members = labels.indices.filter { Int(labels[$0]) == k }
        guard !members.isEmpty else { continue }
        for t in centers[k].indices {
          centers[k][t] = members.reduce(0) { $0 + windows[$1][t] } / Double(members.count)
        }
      }
    }
    return limit
  }
}

/// Soft blobs with noise on them.
private func blobs(_ width: Int, _ height: Int, seed: UInt64) -> Picture {
  var random = SplitMix64(seed: seed)
  let bytes = (0..<(3 * width * height)).map { i -> UInt8 in
    let (x, y) = (i / 3 % width, i / 3 / width)
    return UInt8(((x / 7 + y / 5 + i % 3) % 4) * 50 + Int.random(in: 0..<40, using: &random))
  }
  return Picture(size: PictureSize(width: width, height: height), bytes: bytes)
}

private func gray(_ values: [UInt8], width: Int) -> Picture {
  Picture(size: PictureSize(width: width, height: values.count / width), bytes: values.flatMap { [$0, $0, $0] })
}

private func seeds(_ windows: PixelWindows, clusters: Int, seed: UInt64) -> KMeansCenters {
  var centers = KMeansCenters(dimensions: windows.dimensions)
  var random = SplitMix64(seed: seed)
  centers.seed(upTo: clusters, from: windows, random: &random, workers: Workers(count: 2))
  return centers
}

@Suite struct LloydTests {
  @Test(
    "The labels and the iterations of the plain loops, at every vector width and number of threads",
    arguments: [(1, 5), (1, 2), (3, 8), (5, 3), (7, 13)], [(61, 47), (1, 1), (3, 200), (130, 2)])
  func plain(_ parameters: (side: Int, clusters: Int), _ sides: (Int, Int)) throws {
    let picture = blobs(sides.0, sides.1, seed: UInt64(sides.0))
    let windows = PixelWindows(picture, side: parameters.side, workers: Workers(count: 2))
    let start = seeds(windows, clusters: parameters.clusters, seed: 3)
    var expected = PlainLloyd(picture, side: parameters.side, seeds: start.vectors)
    let iterations = expected.run(atMost: 40)
    for level in Kernels.Level.allCases {
      for threads in [1, 2, 3] {
        var lloyd = Lloyd(start, windows: windows, workers: Workers(count: threads), kernels: Kernels(level: level))
        #expect(try lloyd.run(atMost: 40) == iterations)
        #expect(lloyd.labels == expected.labels)
        let differences = zip(lloyd.centers.vectors.joined(), expected.centers.joined()).map { abs($0 * 255 - $1) }
        #expect(differences.max() ?? 0 < 1e-9)
      }
    }
  }

  @Test("A pixel equally far from two centers is assigned to the first")
  func tie() throws {
    let windows = PixelWindows(gray([0, 20, 10, 10, 0, 20], width: 3), side: 1, workers: Workers(count: 1))
    for seed in 0..<20 as Range<UInt64> {
      let start = seeds(windows, clusters: 2, seed: seed)
      guard abs(start.vectors[0][0] - start.vectors[1][0]) * 255 > 15 else { continue }
      var lloyd = Lloyd(start, windows: windows, workers: Workers(count: 1))
      #expect(try lloyd.run(atMost: 1) == 1)
      #expect(lloyd.labels[2] == 0 && lloyd.labels[3] == 0)
    }
  }

  @Test("First centers are windows of the picture, all different, the same for a seed and any number of threads")
  func seeding() {
    let picture = blobs(40, 30, seed: 5)
    let windows = PixelWindows(picture, side: 3, workers: Workers(count: 1))
    let centers = seeds(windows, clusters: 64, seed: 1)
    #expect(centers.count == 64)
    #expect(Set(centers.vectors).count == 64)
    #expect(seeds(windows, clusters: 64, seed: 1) == centers)
    #expect(seeds(windows, clusters: 64, seed: 2) != centers)
    let colors = Set((0..<40).flatMap { x in (0..<30).map { picture[x, $0] } })
    for vector in centers.vectors {
      let middle = vector[12..<15].map { UInt8(($0 * 255).rounded()) }
      #expect(colors.contains(RGBColor(red: middle[0], green: middle[1], blue: middle[2])))
    }
  }
}

@Suite struct KMeansSegmenterTests {
  private func segmenter(_ clusters: Int = 6, window: Int = 3, threads: Int = 2) -> KMeansSegmenter {
    var settings = SegmentSettings()
    settings.kmeans.clusters = clusters
    settings.kmeans.window = window
    return KMeansSegmenter(settings, workers: Workers(count: threads))
  }

  private func next(
    _ segmenter: inout KMeansSegmenter, _ picture: Picture, shot: Int = 0
  ) throws -> Segmentation {
    try segmenter.segment(
      SegmenterInput(
        picture: picture, correspondence: FrameCorrespondence(shot: shot, backward: nil, seconds: 0.04, change: 1)))
  }

  @Test("The next frame starts from the centers: the same clusters, in fewer iterations")
  func goesOn() throws {
    var segmenter = segmenter()
    let picture = blobs(61, 47, seed: 9)
    let first = try next(&segmenter, picture)
    let second = try next(&segmenter, picture)
    #expect(first.iterations > 2)
    // One that finds every pixel its cluster, and one that finds that none moves.
    #expect(second.iterations == 2)
    #expect(second.clusters == first.clusters)
    #expect(second.clusterEpoch == first.clusterEpoch)
    #expect(first.loss == nil)
  }

  @Test("A new shot restarts, and one that returns restores its clusters")
  func shots() throws {
    var segmenter = segmenter()
    let (a, b) = (blobs(61, 47, seed: 9), blobs(61, 47, seed: 10))
    let before = try next(&segmenter, a)
    let other = try next(&segmenter, b, shot: 1)
    let after = try next(&segmenter, a)
    #expect(other.clusterEpoch != before.clusterEpoch)
    #expect(after.clusterEpoch == before.clusterEpoch)
    #expect(after.clusters == before.clusters)
    #expect(after.iterations == 2)
  }

  @Test("From scratch, every frame is a separate cluster epoch")
  func scratch() throws {
    var settings = SegmentSettings()
    settings.start = .scratch
    var segmenter = KMeansSegmenter(settings, workers: Workers(count: 1))
    let picture = blobs(30, 20, seed: 2)
    #expect(try (0..<3).map { _ in try next(&segmenter, picture).clusterEpoch } == [0, 1, 2])
  }

  @Test("A picture with few colors has as many clusters; the rest are added with more colors")
  func fewColors() throws {
    var segmenter = segmenter(3, window: 1)
    let blank = try next(&segmenter, gray(Array(repeating: 7, count: 12), width: 4))
    #expect(Set(blank.clusters.labels) == [0])
    let lively = try next(&segmenter, gray([7, 7, 7, 7, 90, 90, 90, 90, 200, 200, 200, 200], width: 4))
    #expect(Set(lively.clusters.labels) == [0, 1, 2])
    #expect(lively.clusters.labels[0] == 0)
    // A cluster that loses its pixels keeps its place, and has them again.
    let gone = try next(&segmenter, gray(Array(repeating: 7, count: 12), width: 4))
    #expect(Set(gone.clusters.labels) == [0])
    let back = try next(&segmenter, gray([7, 7, 7, 7, 90, 90, 90, 90, 200, 200, 200, 200], width: 4))
    #expect(back.clusters == lively.clusters)
  }

  @Test("Iterations stop at the limit")
  func limit() throws {
    var settings = SegmentSettings()
    settings.kmeans.iterations = 1
    var segmenter = KMeansSegmenter(settings, workers: Workers(count: 1))
    #expect(try next(&segmenter, blobs(61, 47, seed: 9)).iterations == 1)
  }

  @Test("Windows larger than the picture, and the maximum number of clusters")
  func extremes() throws {
    for (clusters, window) in [(256, 31), (2, 31), (256, 1)] {
      var segmenter = segmenter(clusters, window: window)
      let labels = try next(&segmenter, blobs(20, 15, seed: 1)).clusters.labels
      #expect(labels.allSatisfy { Int($0) < clusters })
    }
  }
}
