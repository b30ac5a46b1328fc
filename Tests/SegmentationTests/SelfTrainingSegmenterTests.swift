import Imaging
import Motion
import Parallelism
import Segmentation
import Superpixels
import Synchronization
import Testing

/// Stripes on the left, a plain color on the right, a dark disc in the middle.
private func scene(width: Int = 48, height: Int = 36, shift: Int = 0) -> Picture {
  var picture = Picture(
    size: PictureSize(width: width, height: height), filledWith: RGBColor(red: 200, green: 80, blue: 60))
  for y in 0..<height {
    for x in 0..<width {
      if 2 * x < width { picture[x, y] = RGBColor(red: 40, green: (y / 3).isMultiple(of: 2) ? 200 : 90, blue: 120) }
      let dx = x - width / 2 - shift
      let dy = y - height / 2
      if dx * dx + dy * dy < 81 { picture[x, y] = RGBColor(red: 20, green: 20, blue: 30) }
    }
  }
  return picture
}

private func negative(_ picture: Picture) -> Picture {
  Picture(size: picture.size, bytes: picture.bytes.map { 255 - $0 })
}

private func superpixels(_ picture: Picture) -> Superpixels {
  var settings = SuperpixelSettings()
  settings.size = 6
  return SLIC(settings, workers: Workers(count: 1)).superpixels(of: picture).0
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

/// How a frame follows that is not the first of its shot: every pixel was where it is.
private func still(_ size: PictureSize, shot: Int = 0, change: Double = 0.5) -> FrameCorrespondence {
  FrameCorrespondence(shot: shot, backward: Array(0..<Int32(size.count)), seconds: 0.04, change: change)
}

private func run(
  _ settings: SegmentSettings, threads: Int = 1, on pictures: [Picture] = [scene(), scene(shift: 2)],
  change: Double = 0.5
) throws -> [Segmentation] {
  var segmenter = SelfTrainingSegmenter(settings, workers: Workers(count: threads))
  return try pictures.enumerated().map { index, picture in
    try segmenter.segment(
      SegmenterInput(
        picture: picture, superpixels: superpixels(picture),
        correspondence: index == 0 ? .first : still(picture.size, change: change)))
  }
}

@Suite struct SelfTrainingSegmenterTests {
  @Test("Merged regions are connected, follow the scene, and are numbered anew in every frame")
  func merging() throws {
    let merged = try run(
      settings {
        $0.merging.border = 0.1
        $0.labelHysteresis = 0
      })
    #expect(merged[0].clusterEpoch != merged[1].clusterEpoch)
    let clusters = merged[0].clusters
    #expect((3...20).contains(Set(clusters.labels).count))
    #expect(clusters.labels == clusters.absorbingRegions(under: 0).labels)
    #expect(Set([clusters[2, 18], clusters[24, 18], clusters[45, 18]]).count == 3)
    let finer = try run(
      settings {
        $0.merging.border = 1e-4
        $0.labelHysteresis = 0
      })
    #expect(Set(finer[0].clusters.labels).count > 10)
  }

  @Test("Pixels of different parts get different clusters")
  func separates() throws {
    let map = try run(settings())[0].clusters
    #expect(map[44, 4] != map[24, 18])
    #expect(map[4, 18] != map[24, 18])
    #expect(map[44, 4] != map[4, 18])
    #expect(map[44, 4] == map[44, 32])
  }

  @Test("Results are the same for any number of threads, and depend on the seed")
  func repeatable() throws {
    let once = try run(settings()).map(\.clusters)
    #expect(try run(settings(), threads: 2).map(\.clusters) == once)
    #expect(try run(settings { $0.seed = 5 }).map(\.clusters) != once)
  }

  @Test("A warm start keeps its cluster epoch and trains for the given iterations")
  func warm() throws {
    let results = try run(settings())
    #expect(results.map(\.clusterEpoch) == [0, 0])
    #expect(results.map(\.iterations) == [30, 3])
  }

  @Test("From scratch, every frame is a separate cluster epoch")
  func scratch() throws {
    let results = try run(settings { $0.start = .scratch })
    #expect(results.map(\.clusterEpoch) == [0, 1])
    #expect(results.map(\.iterations) == [30, 30])
  }

  @Test("Without warm iterations the network is not trained")
  func looks() throws {
    let results = try run(
      settings {
        $0.iterations.warm = 0
        $0.labelHysteresis = 0
      }, on: [scene(), scene(), scene()])
    #expect(results.map(\.iterations) == [30, 0, 0])
    #expect(results[1].loss == nil)
    #expect(results[1].clusters == results[2].clusters)
  }

  @Test("A static scene is not trained on and keeps its labels")
  func standsStill() throws {
    let results = try run(settings(), on: Array(repeating: scene(), count: 5), change: 0)
    #expect(results.map(\.iterations) == [30, 0, 0, 0, 0])
    #expect(results[4].loss == nil)
    #expect(results[4].clusters == results[3].clusters)
    #expect(Set(results.map(\.clusterEpoch)) == [0])
    let lively = try run(settings { $0.staticFrameThreshold = 0 }, on: [scene(), scene()], change: 0)
    #expect(lively.map(\.iterations) == [30, 3])
  }

  @Test("After a cut the network restarts; a shot that returns restores its own", arguments: [0, 0.5])
  func cutAndBack(labelHysteresis: Double) throws {
    // Without label hysteresis the labels are those of the network alone, which then must not be trained.
    let settings = settings {
      $0.labelHysteresis = labelHysteresis
      if labelHysteresis == 0 { $0.iterations.warm = 0 }
    }
    let (a, b) = (scene(), negative(scene()))
    var segmenter = SelfTrainingSegmenter(settings, workers: Workers(count: 1))
    func next(_ picture: Picture, _ correspondence: FrameCorrespondence) throws -> Segmentation {
      try segmenter.segment(
        SegmenterInput(picture: picture, superpixels: superpixels(picture), correspondence: correspondence))
    }
    _ = try next(a, .first)
    let before = try (0..<3).map { _ in try next(a, still(a.size, change: 0)) }
    let cut = try next(b, FrameCorrespondence(shot: 1, backward: nil, seconds: 0.04, change: 1))
    #expect(cut.clusterEpoch == 1)
    #expect(cut.iterations == 30)
    _ = try next(b, still(b.size, shot: 1, change: 0))
    for _ in 0..<2 {
      let after = try next(a, still(a.size, change: 0))
      #expect(after.clusterEpoch == 0)
      #expect(after.iterations == 0)
      #expect(after.clusters == before[2].clusters)
    }
  }

  @Test("Label hysteresis suppresses flicker; without it, flicker shows")
  func labelHysteresis() throws {
    let pictures = Array(repeating: scene(), count: 8) + [negative(scene())]
    let calm = try run(settings { $0.iterations.warm = 0 }, on: pictures)
    #expect(calm[8].clusters == calm[7].clusters)
    let nervous = try run(
      settings {
        $0.iterations.warm = 0
        $0.labelHysteresis = 0
      }, on: pictures)
    #expect(nervous[8].clusters != nervous[7].clusters)
  }

  @Test("A target of labels that training reaches stops it")
  func reachedTarget() throws {
    let plain = try run(settings { $0.minArea = 0 })[0]
    let many = try run(
      settings {
        $0.targetLabels = 12
        $0.minArea = 0
      })[0]
    #expect(many.iterations < plain.iterations)
  }

  @Test("No frame has more labels than the target or the maximum, with and without a memory", arguments: [0, 0.5])
  func limitedLabels(labelHysteresis: Double) throws {
    let pictures = [scene(), scene(shift: 2), negative(scene()), negative(scene(shift: 3))]
    func counts(_ change: (inout SegmentSettings) -> Void) throws -> [Int] {
      let settings = settings {
        $0.labelHysteresis = labelHysteresis
        $0.iterations.first = 4
        $0.minArea = 0
        change(&$0)
      }
      return try run(settings, on: pictures).map { $0.clusters.areas().count }
    }
    #expect(try counts { _ in }[0] > 3)
    #expect(try counts { $0.targetLabels = 3 }.allSatisfy { (1...3).contains($0) })
    #expect(try counts { $0.maximumLabels = 2 }.allSatisfy { (1...2).contains($0) })
    #expect(try counts { $0.maximumLabels = 1 }.allSatisfy { $0 == 1 })
  }

  @Test("A blank frame has the labels of the previous frame, and does not affect later ones")
  func blank() throws {
    let picture = scene()
    let white = Picture(size: picture.size, filledWith: RGBColor(red: 255, green: 255, blue: 255))
    let hidden = FrameCorrespondence(
      shot: 0, backward: Array(0..<Int32(picture.size.count)), seconds: 0.04, change: 0, isBlank: true)
    var interrupted = SelfTrainingSegmenter(settings(), workers: Workers(count: 1))
    _ = try interrupted.segment(
      SegmenterInput(picture: picture, superpixels: superpixels(picture), correspondence: .first))
    let before = try interrupted.segment(
      SegmenterInput(picture: picture, superpixels: superpixels(picture), correspondence: still(picture.size))
    ).clusters
    var other = interrupted
    for _ in 0..<3 {
      let during = try interrupted.segment(
        SegmenterInput(picture: white, superpixels: superpixels(white), correspondence: hidden))
      #expect(during.clusters == before)
      #expect(during.iterations == 0)
    }
    let next = scene(shift: 4)
    let seen = try interrupted.segment(
      SegmenterInput(picture: next, superpixels: superpixels(next), correspondence: still(next.size)))
    let expected = try other.segment(
      SegmenterInput(picture: next, superpixels: superpixels(next), correspondence: still(next.size)))
    #expect(seen.clusters == expected.clusters)
    #expect(seen.loss == expected.loss)
  }

  @Test("A copy is independent: what it is trained on does not change the original")
  func copies() throws {
    let (a, b) = (scene(), negative(scene()))
    func input(_ picture: Picture, _ correspondence: FrameCorrespondence) -> SegmenterInput {
      SegmenterInput(picture: picture, superpixels: superpixels(picture), correspondence: correspondence)
    }
    var segmenter = SelfTrainingSegmenter(settings(), workers: Workers(count: 1))
    _ = try segmenter.segment(input(a, .first))
    let state = segmenter.state
    var copy = segmenter
    for _ in 0..<3 { _ = try copy.segment(input(b, still(b.size))) }
    #expect(segmenter.state == state)
    #expect(copy.state != state)
    var third = segmenter
    let expected = try third.segment(input(a, still(a.size)))
    #expect(try segmenter.segment(input(a, still(a.size))).clusters == expected.clusters)
    #expect(segmenter.state == third.state)
  }

  @Test("Regions under the minimum area join a neighbor, in first and in later frames")
  func minArea() throws {
    let results = try run(settings { $0.minArea = 0.05 })
    for result in results {
      // A twentieth, rounded.
      #expect(ConnectedComponents(result.clusters.labels, size: result.clusters.size).areas.allSatisfy { $0 >= 86 })
    }
  }

  @Test("A voted result has one cluster per superpixel")
  func voted() throws {
    let picture = scene()
    let parts = superpixels(picture)
    let map = try run(settings { $0.minArea = 0 }, on: [picture])[0].clusters
    for k in 0..<parts.count { #expect(Set(parts[k].map { map.labels[Int($0)] }).count == 1) }
    let unvoted = try run(settings { $0.votes = false }, on: [picture])[0].clusters
    #expect((0..<parts.count).contains { Set(parts[$0].map { unvoted.labels[Int($0)] }).count > 1 })
  }

  @Test("Training stops at minimumLabels")
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

  @Test("Iterations at half of the size count, and leave one for the whole size", arguments: [0, 0.5, 1])
  func coarse(_ share: Double) throws {
    let observed = Mutex<[Int]>([])
    var segmenter = SelfTrainingSegmenter(
      settings {
        $0.iterations.first = 10
        $0.iterations.firstAtHalfSize = share
      }, workers: Workers(count: 1))
    segmenter.observer = { done, total, _ in observed.withLock { $0.append(total == 10 ? done : -1) } }
    let picture = scene()
    let result = try segmenter.segment(
      SegmenterInput(picture: picture, superpixels: superpixels(picture), correspondence: .first))
    #expect(result.iterations == 10)
    #expect(observed.withLock { $0 } == Array(1...10))
  }

  @Test("A maximum number of labels that is not reached costs no iteration")
  func maximumLabels() throws {
    let any = try run(
      settings {
        $0.maximumLabels = 256
        $0.iterations.first = 7
      })[0]
    #expect(any.iterations == 7)
  }

  @Test("At minimumLabels, warm frames skip training")
  func guardedMinimum() throws {
    let free = try run(settings())
    #expect(free[1].iterations == 3)
    let left = free[1].clusters.areas().count
    #expect(try run(settings { $0.minimumLabels = max(left, 1) })[1].iterations == 0)
  }

  @Test("A picture of another size continues with the trained weights")
  func resized() throws {
    let results = try run(settings(), on: [scene(), scene(width: 31, height: 50)])
    #expect(results[1].clusters.size == PictureSize(width: 31, height: 50))
    #expect(results[1].iterations == 3)
  }

  @Test(
    "Tiny and flat pictures are segmented",
    arguments: [PictureSize(width: 1, height: 1), PictureSize(width: 3, height: 200), PictureSize(width: 2, height: 1)])
  func tiny(_ size: PictureSize) throws {
    let flat = Picture(size: size, filledWith: RGBColor(red: 9, green: 200, blue: 77))
    #expect(try run(settings(), on: [flat])[0].clusters.labels.count == size.count)
    #expect(
      try run(
        settings {
          $0.channels = 1
          $0.clusters = 1
        }, on: [flat])[0].clusters.areas().count == 1)
  }

  @Test("A step after which the loss is no number is an error that names the learning rate")
  func diverges() {
    #expect(throws: SegmentationError.diverged(iteration: 2, learningRate: 1e38)) {
      try run(settings { $0.learningRate = 1e38 })
    }
    #expect("\(SegmentationError.diverged(iteration: 2, learningRate: 1e38))".contains("lower segment.learning-rate"))
  }

  @Test("A step that is far too large, but leaves numbers, is no trap")
  func largeSteps() throws {
    let results = try run(
      settings {
        $0.learningRate = 100
        $0.iterations.first = 60
      })
    #expect(results.count == 2)
  }

  @Test("A canceled task stops training")
  func canceled() async throws {
    let task = Task { () throws -> Int in
      withUnsafeCurrentTask { $0?.cancel() }
      return try run(settings()).count
    }
    await #expect(throws: CancellationError.self) { try await task.value }
  }
}
