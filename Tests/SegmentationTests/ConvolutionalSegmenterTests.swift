import Imaging
import Parallelism
import Segmentation
import Superpixels
import Testing

/// Stripes on the left, a plain colour on the right, a dark disc in the middle.
private func scene(width: Int = 48, height: Int = 36, shift: Int = 0) -> Picture {
  var picture = Picture(size: Size(width: width, height: height), filledWith: Color(red: 200, green: 80, blue: 60))
  for y in 0..<height {
    for x in 0..<width {
      if 2 * x < width { picture[x, y] = Color(red: 40, green: (y / 3).isMultiple(of: 2) ? 200 : 90, blue: 120) }
      let dx = x - width / 2 - shift
      let dy = y - height / 2
      if dx * dx + dy * dy < 81 { picture[x, y] = Color(red: 20, green: 20, blue: 30) }
    }
  }
  return picture
}

private func superpixels(_ picture: Picture) -> Superpixels {
  SLIC(SuperpixelSettings(), workers: Workers(count: 1)).superpixels(of: picture).0
}

private func settings(_ change: (inout SegmentSettings) -> Void = { _ in }) -> SegmentSettings {
  var settings = SegmentSettings()
  settings.channels = 16
  settings.clusters = 12
  settings.iterations.first = 30
  settings.iterations.warm = 3
  change(&settings)
  return settings
}

private func run(
  _ settings: SegmentSettings, threads: Int = 1, on pictures: [Picture] = [scene(), scene(shift: 2)]
) throws -> [Segmentation] {
  var segmenter = ConvolutionalSegmenter(settings, workers: Workers(count: threads))
  return try pictures.map { try segmenter.segment($0, superpixels: superpixels($0)) }
}

@Suite struct ConvolutionalSegmenterTests {
  @Test("Pixels of different parts get different clusters")
  func separates() throws {
    let map = try run(settings())[0].clusters
    #expect(map[44, 4] != map[24, 18])
    #expect(map[4, 18] != map[24, 18])
    #expect(map[44, 4] != map[4, 18])
    #expect(map[44, 4] == map[44, 32])
  }

  @Test("The same for any number of threads, and another with another seed")
  func repeatable() throws {
    let once = try run(settings()).map(\.clusters)
    #expect(try run(settings(), threads: 2).map(\.clusters) == once)
    #expect(try run(settings { $0.seed = 5 }).map(\.clusters) != once)
  }

  @Test("A warm start keeps its generation and trains as long as it is told")
  func warm() throws {
    let results = try run(settings())
    #expect(results.map(\.generation) == [0, 0])
    #expect(results.map(\.iterations) == [30, 3])
  }

  @Test("From scratch, every frame is a generation of its own")
  func scratch() throws {
    let results = try run(settings { $0.start = .scratch })
    #expect(results.map(\.generation) == [0, 1])
    #expect(results.map(\.iterations) == [30, 30])
  }

  @Test("Without warm iterations the network only looks")
  func looks() throws {
    let results = try run(settings { $0.iterations.warm = 0 }, on: [scene(), scene(), scene()])
    #expect(results.map(\.iterations) == [30, 0, 0])
    #expect(results[1].loss == nil)
    #expect(results[1].clusters == results[2].clusters)
  }

  @Test("A result that is voted has one cluster a superpixel")
  func voted() throws {
    let picture = scene()
    let parts = superpixels(picture)
    let map = try run(settings(), on: [picture])[0].clusters
    for k in 0..<parts.count { #expect(Set(parts[k].map { map.labels[Int($0)] }).count == 1) }
    let unvoted = try run(settings { $0.votes = false }, on: [picture])[0].clusters
    #expect((0..<parts.count).contains { Set(parts[$0].map { unvoted.labels[Int($0)] }).count > 1 })
  }

  @Test("Training stops at the smallest number of labels")
  func stops() throws {
    let few = try run(settings { $0.minimumLabels = 12 })[0]
    #expect(few.iterations == 1)
    let result = try run(
      settings {
        $0.minimumLabels = 6
        $0.iterations.first = 300
        $0.votes = false
      })[0]
    #expect(result.iterations < 300)
    #expect(result.clusters.areas().count <= 6)
  }

  @Test("A picture of another size goes on with what was learned")
  func resized() throws {
    let results = try run(settings(), on: [scene(), scene(width: 31, height: 50)])
    #expect(results[1].clusters.size == Size(width: 31, height: 50))
    #expect(results[1].iterations == 3)
  }

  @Test(
    "Tiny and flat pictures are segmented",
    arguments: [Size(width: 1, height: 1), Size(width: 3, height: 200), Size(width: 2, height: 1)])
  func tiny(_ size: Size) throws {
    let flat = Picture(size: size, filledWith: Color(red: 9, green: 200, blue: 77))
    #expect(try run(settings(), on: [flat])[0].clusters.labels.count == size.count)
    #expect(
      try run(
        settings {
          $0.channels = 1
          $0.clusters = 1
        }, on: [flat])[0].clusters.areas().count == 1)
  }

  @Test("A step that is far too large is an error or a result, never a trap")
  func diverges() throws {
    do {
      _ = try run(
        settings {
          $0.learningRate = 100
          $0.iterations.first = 60
        })
    } catch let error as SegmentationError {
      #expect("\(error)".contains("learning-rate"))
    }
  }

  @Test("A cancelled task stops training")
  func cancelled() async throws {
    let task = Task { () throws -> Int in
      withUnsafeCurrentTask { $0?.cancel() }
      return try run(settings()).count
    }
    await #expect(throws: CancellationError.self) { try await task.value }
  }
}
