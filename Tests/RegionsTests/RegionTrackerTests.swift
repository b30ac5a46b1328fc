import Imaging
import Motion
import Randomness
import Regions
import Testing

private let red = SIMD3<Float>(50, 60, 40)
private let blue = SIMD3<Float>(40, 20, -60)

/// A red thing that goes to and fro before a gray background.
private func swinging(step: Int = 4) -> DrawnScene {
  DrawnScene(things: [.init(color: red, place: DrawnScene.swing(width: 80, step: step, y: 24))])
}

@Suite struct RegionTrackerTests {
  @Test("A moving object is a separate region, even in the color of its background")
  func motion() throws {
    var scene = swinging(step: 2)
    scene.things[0].color = scene.background(0, 0)
    var tracker = RegionTracker(.drawn(2))
    let frames = try tracker.frames(of: scene, count: 36)
    var numbers: Set<UInt16> = []
    for (index, frame) in frames.enumerated().dropFirst() {
      // In the first frame nothing is known of motion: a strip of the thing may go with what is behind it.
      let best = frame.labels.best(for: scene.owners(index), 0)
      #expect(best.overlap > 0.6, "frame \(index)")
      numbers.insert(best.label)
    }
    #expect(numbers.count == 1)
  }

  @Test("A shot that begins black does not get more supervoxels than others", arguments: [0, 16, 64])
  func black(window: Int) throws {
    var scene = swinging()
    var dark = scene
    dark.background = { _, _ in .zero }
    dark.things[0].color = .zero
    // What follows is as rich as noise.
    scene.background = { x, y in SIMD3(Float((x * 37 + y * 91) % 100), Float((x * 53 + y * 17) % 80 - 40), 0) }
    var tracker = RegionTracker(.drawn(3, window: window))
    var frames: [RegionFrame] = []
    for frame in 0..<90 {
      frames += try tracker.add((frame < 20 ? dark : scene).input(frame, after: frame > 0 ? frame - 1 : nil))
    }
    frames += try tracker.finish()
    #expect(frames.count == 90)
    for (index, frame) in frames.enumerated().dropFirst(48) {
      // 24 are asked for, and more than twice as many are never made; single ones may be left over from before.
      #expect(frame.supervoxels.areas().count <= 60, "frame \(index)")
    }
  }

  @Test("Neighbors in the look-ahead are known when a region appears")
  func neighbors() throws {
    var scene = swinging()
    scene.things.append(.init(color: blue, place: DrawnScene.swing(width: 80, step: 4, y: 24, from: 80)))
    var tracker = RegionTracker(.drawn(3, window: 64))
    let frames = try tracker.frames(of: scene, count: 40)
    let (first, last) = (frames[0], scene.owners(0))
    let (red, blue) = (first.labels.best(for: last, 0).label, first.labels.best(for: last, 1).label)
    #expect(red != blue && first.neighbors[red]?.contains(blue) == true && first.neighbors[blue]?.contains(red) == true)
  }

  @Test("A region keeps its number over many batches", arguments: [0, 5, 16, 64])
  func lasts(window: Int) throws {
    var scene = swinging()
    scene.background = { x, y in SIMD3(50 + Float(x % 16) / 4, Float(y % 16) / 4, 0) }
    scene.things.append(.init(color: blue, place: DrawnScene.swing(width: 80, step: 1, y: 44, from: 30)))
    var tracker = RegionTracker(.drawn(3, window: window))
    let frames = try tracker.frames(of: scene, count: 100)
    var numbers: [Set<UInt16>] = [[], [], []]
    for (index, frame) in frames.enumerated() {
      for thing in -1..<2 {
        let best = frame.labels.best(for: scene.owners(index), thing)
        #expect(best.overlap > 0.8, "frame \(index), thing \(thing)")
        numbers[thing + 1].insert(best.label)
      }
    }
    #expect(numbers.allSatisfy { $0.count == 1 } && Set(numbers).count == 3, "\(numbers)")
  }

  @Test(
    "Every frame is returned once and in order, with any look-ahead",
    arguments: [0, 1, 5, 16, 64], [1, 4, 30, 100])
  func order(window: Int, count: Int) throws {
    let scene = swinging()
    var tracker = RegionTracker(.drawn(2, window: window))
    var frames: [RegionFrame] = []
    for frame in 0..<count {
      frames += try tracker.add(scene.input(frame, after: frame > 0 ? frame - 1 : nil))
      #expect(frames.count <= frame + 1)
      // A batch, and what is looked ahead, wait at most.
      #expect(frame + 1 - frames.count <= window + 2 * max(1, min(16, window)))
    }
    frames += try tracker.finish()
    #expect(frames.count == count)
    #expect(try tracker.finish().isEmpty)
    #expect(frames.last?.state != nil)
    for (index, frame) in frames.enumerated() {
      #expect(frame.labels.best(for: scene.owners(index), 0).overlap > 0.8, "frame \(index)")
      #expect(!frame.supervoxels.labels.contains(0) && !frame.labels.labels.contains(0))
    }
  }

  @Test("Without look-ahead a frame is returned at once")
  func past() throws {
    let scene = swinging()
    var tracker = RegionTracker(.drawn(2, window: 0))
    for frame in 0..<20 {
      _ = try tracker.add(scene.input(frame, after: frame > 0 ? frame - 1 : nil))
      #expect(tracker.isBetweenBatches)
    }
  }

  @Test("A shot that returns keeps its numbers; other shots have others", arguments: [0, 16, 64])
  func returns(window: Int) throws {
    let first = swinging()
    var second = DrawnScene(things: [.init(color: red, place: DrawnScene.swing(width: 80, step: 3, y: 10))])
    second.background = { _, _ in SIMD3(90, 0, 20) }
    second.shot = 1
    var tracker = RegionTracker(.drawn(2, window: window))
    var frames: [RegionFrame] = []
    for frame in 0..<20 { frames += try tracker.add(first.input(frame, after: frame > 0 ? frame - 1 : nil)) }
    for frame in 0..<21 { frames += try tracker.add(second.input(frame, after: frame > 0 ? frame - 1 : nil)) }
    for frame in 20..<40 { frames += try tracker.add(first.input(frame, after: frame - 1)) }
    frames += try tracker.finish()
    #expect(frames.count == 61)
    func numbers(_ range: Range<Int>) -> Set<UInt16> { Set(frames[range].flatMap(\.labels.labels)) }
    func thing(_ index: Int, _ frame: Int) -> UInt16 { frames[index].labels.best(for: first.owners(frame), 0).label }
    #expect(numbers(0..<20).isDisjoint(with: numbers(20..<41)))
    for frame in 20..<40 { #expect(thing(frame + 21, frame) == thing(10, 10)) }
  }

  @Test("A blank frame keeps the map of the frame before it")
  func blank() throws {
    let scene = swinging()
    var tracker = RegionTracker(.drawn(2, window: 5))
    var frames: [RegionFrame] = []
    for frame in 0..<12 {
      frames += try tracker.add(scene.input(frame, after: frame > 0 ? frame - 1 : nil))
      for _ in 0..<(frame % 4) { frames += try tracker.add(scene.input(99, after: frame, isBlank: true)) }
    }
    frames += try tracker.finish()
    var place = 0
    for frame in 0..<12 {
      for blank in 0..<(frame % 4) {
        #expect(frames[place + 1 + blank].supervoxels == frames[place].supervoxels)
        #expect(frames[place + 1 + blank].labels == frames[place].labels)
      }
      place += 1 + frame % 4
    }
    #expect(place == frames.count)
  }

  @Test("A shot that begins with a blank frame shows it")
  func blankFirst() throws {
    let scene = swinging()
    var tracker = RegionTracker(.drawn(2, window: 2))
    var frames = try tracker.add(scene.input(0, after: nil, isBlank: true))
    for frame in 1..<9 { frames += try tracker.add(scene.input(frame, after: frame - 1)) }
    frames += try tracker.finish()
    #expect(frames.count == 9 && !frames.contains { $0.labels.labels.contains(0) })
  }

  @Test("A flat picture has supervoxels that last, at its beginning and later", arguments: [1, 16])
  func flat(window: Int) throws {
    var scene = DrawnScene()
    scene.things = [.init(color: red) { $0 < 40 ? nil : (($0 - 40) % 60, 24) }]
    var tracker = RegionTracker(.drawn(2, window: window))
    let frames = try tracker.frames(of: scene, count: 80)
    // No more than a batch of 16 frames may have, 24 a frame; without lasting ones there would be as many in every batch.
    #expect(frames.flatMap(\.finalized).count <= 16 * 24)
    #expect(Set(frames[..<40].flatMap(\.labels.labels)).count <= 3)
    #expect(frames[70].labels.best(for: scene.owners(70), 0).overlap > 0.8)
  }

  @Test("A region hidden for ten frames returns with its number")
  func hidden() throws {
    var scene = DrawnScene()
    scene.things = [
      .init(color: red) { (20..<30).contains($0) ? nil : ($0, 24) },
      .init(color: blue, width: 20, height: 12) { _ in (60, 4) },
    ]
    var tracker = RegionTracker(.drawn(3, window: 64))
    let frames = try tracker.frames(of: scene, count: 50)
    let before = frames[15].labels.best(for: scene.owners(15), 0)
    let after = frames[35].labels.best(for: scene.owners(35), 0)
    #expect(before.overlap > 0.8 && after.overlap > 0.8 && before.label == after.label)
    #expect(frames[25].labels.best(for: scene.owners(25), -1).label != before.label)
  }

  @Test("The same frames give the same regions")
  func isRepeatable() throws {
    let scene = swinging()
    func run() throws -> [RegionFrame] {
      var tracker = RegionTracker(.drawn(4, window: 5))
      return try tracker.frames(of: scene, count: 30)
    }
    let (a, b) = (try run(), try run())
    for (a, b) in zip(a, b) {
      #expect(
        a.supervoxels == b.supervoxels && a.regions == b.regions && a.finalized == b.finalized && a.state == b.state)
    }
  }

  @Test("Memory is bounded for a video with constantly new objects")
  func memory() throws {
    var scene = DrawnScene()
    scene.size = PictureSize(width: 48, height: 32)
    // Every eight frames a thing of another color comes in, and leaves on the other side.
    scene.things = (0..<250).map { index in
      var random = SplitMix64(seed: UInt64(index))
      let color = SIMD3<Float>(
        Float.random(in: 20...90, using: &random), Float.random(in: -60...60, using: &random),
        Float.random(in: -60...60, using: &random))
      let y = Int.random(in: 0...24, using: &random)
      return .init(color: color, width: 8, height: 8) { frame in
        let x = 3 * (frame - 8 * index) - 8
        return (-7..<48).contains(x) ? (x, y) : nil
      }
    }
    var tracker = RegionTracker(.drawn(3, window: 5))
    var supervoxels: [Int] = []
    var bytes: [Int] = []
    for frame in 0..<2000 {
      for finished in try tracker.add(scene.input(frame, after: frame > 0 ? frame - 1 : nil)) {
        guard let state = finished.state, frame % 50 < 5 else { continue }
        supervoxels.append(try StateTree(state).supervoxels)
        bytes.append(try StateTree(state).bytes)
      }
    }
    let early = supervoxels[..<(supervoxels.count / 2)].max() ?? 0
    #expect((supervoxels.max() ?? 0) <= early * 5 / 4 + 10, "\(supervoxels)")
    let earlyBytes = bytes[..<(bytes.count / 2)].max() ?? 0
    #expect((bytes.max() ?? 0) <= earlyBytes * 5 / 4 + 10_000, "\(bytes)")
  }
}

@Suite struct RegionTreeTests {
  /// The region of every supervoxel at a level, by the final places.
  private static func region(_ number: Int32, at level: Float, _ places: [Int32: TreePlace]) -> Int32 {
    var number = number
    while let place = places[number], place.level <= level, let joins = place.joins { number = joins }
    return number
  }

  private static func scene() -> DrawnScene {
    var scene = swinging()
    scene.background = { x, y in
      var random = SplitMix64(seed: UInt64(x * 100 + y))
      return SIMD3(50 + Float.random(in: 0...20, using: &random), Float.random(in: 0...9, using: &random), 0)
    }
    scene.things.append(.init(color: blue, place: DrawnScene.swing(width: 80, step: 1, y: 44, from: 30)))
    return scene
  }

  @Test("The final places give the regions that are shown, and at any two levels the higher are unions of the lower")
  func unions() throws {
    var tracker = RegionTracker(.drawn(6, window: 5))
    let frames = try tracker.frames(of: Self.scene(), count: 40)
    var places: [Int32: TreePlace] = [:]
    for supervoxel in frames.flatMap(\.finalized) {
      #expect(places[supervoxel.number] == nil, "a place becomes final once")
      places[supervoxel.number] = supervoxel.place
      #expect(supervoxel.place.joins.map { $0 < supervoxel.number } ?? (supervoxel.place.level == .infinity))
    }
    let levels = Set(places.values.map(\.level).filter(\.isFinite)).sorted()
    for (low, high) in zip(levels, levels.dropFirst()) {
      var above: [Int32: Int32] = [:]
      for number in places.keys {
        let (fine, coarse) = (Self.region(number, at: low, places), Self.region(number, at: high, places))
        #expect(above[fine] ?? coarse == coarse)
        above[fine] = coarse
      }
    }
    // A slot is that of the supervoxel that became final for it last.
    var numbers: [UInt16: Int32] = [:]
    var founders: [UInt16: Int32] = [:]
    for frame in frames {
      for supervoxel in frame.finalized { numbers[supervoxel.slot] = supervoxel.number }
      for slot in Set(frame.supervoxels.labels) {
        let number = try #require(numbers[slot])
        let founder = Self.region(number, at: frame.level, places)
        let region = frame.regions[Int(slot)]
        #expect(founders[region] ?? founder == founder)
        founders[region] = founder
      }
    }
  }

  @Test("The scale changes the regions, but not the supervoxels: a greater one gives unions")
  func scales() throws {
    var maps: [[RegionFrame]] = []
    for scale in [0.05, 0.4, 3] {
      var settings = RegionSettings.drawn(6, window: 5)
      settings.scale = scale
      var tracker = RegionTracker(settings)
      maps.append(try tracker.frames(of: Self.scene(), count: 40))
    }
    for (fine, coarse) in zip(maps, maps.dropFirst()) {
      var above: [UInt16: UInt16] = [:]
      for (a, b) in zip(fine, coarse) {
        #expect(a.supervoxels == b.supervoxels && a.finalized == b.finalized)
        for (x, y) in zip(a.labels.labels, b.labels.labels) {
          guard above[x] != y else { continue }
          #expect(above[x] == nil)
          above[x] = y
        }
      }
      #expect(Set(above.values).count <= above.count)
    }
    let counts = maps.map { Set($0.flatMap(\.labels.labels)).count }
    #expect(counts[0] > counts[2] && counts == counts.sorted(by: >))
  }
}
