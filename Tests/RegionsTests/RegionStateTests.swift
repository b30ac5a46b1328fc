import Imaging
import Motion
import Randomness
import Regions
import Testing

/// Two shots, the first of which returns, with a blank frame in each.
private struct TwoShots {
  let count = 60
  private let scenes: [DrawnScene]

  init() {
    var first = DrawnScene(things: [
      .init(color: SIMD3(50, 60, 40), place: DrawnScene.swing(width: 80, step: 4, y: 24)),
      .init(color: SIMD3(50, 0, 0), width: 12) { ($0 / 2, 8) },
    ])
    first.background = { x, _ in SIMD3(50 + Float(x % 16) / 8, 0, 0) }
    var second = DrawnScene(things: [.init(color: SIMD3(20, -40, 40)) { (2 * $0, 30) }])
    second.shot = 1
    (first.responses, second.responses) = (5, 5)
    scenes = [first, second]
  }

  var size: PictureSize { scenes[0].size }

  func input(_ index: Int) -> RegionInput {
    let shot = (22..<41).contains(index) ? 1 : 0
    return scenes[shot].input(
      index, after: index == 0 || index == 22 ? nil : index == 41 ? 21 : index - 1, isBlank: index % 16 == 9)
  }

  func frames(_ range: Range<Int>, from tracker: RegionTracker) throws -> [RegionFrame] {
    var tracker = tracker
    var frames: [RegionFrame] = []
    for index in range { frames += try tracker.add(input(index)) }
    return frames + (try tracker.finish())
  }
}

@Suite struct RegionStateTests {
  private let film = TwoShots()

  @Test("A decoded state continues identically after every frame that has a state", arguments: [0, 1, 5, 16, 64])
  func goesOn(window: Int) throws {
    let settings = RegionSettings.drawn(4, window: window)
    let whole = try film.frames(0..<film.count, from: RegionTracker(settings))
    #expect(whole.count == film.count)
    let places = whole.indices.filter { whole[$0].state != nil }
    #expect(places.count >= 3 && places.last == film.count - 1 && (window > 1 || places.count == film.count))
    for place in places where window > 1 || place % 7 == 0 {
      let written = try #require(whole[place].state)
      let read = try StateTree(written).state()
      #expect(read == written)
      #expect(read.isConsistent(for: film.size, responses: 5))
      #expect(!read.isConsistent(for: PictureSize(width: 64, height: 96), responses: 5))
      var tracker = RegionTracker(settings)
      tracker.state = read
      let rest = try film.frames((place + 1)..<film.count, from: tracker)
      #expect(rest.count == film.count - place - 1)
      for (index, (a, b)) in zip(whole[(place + 1)...], rest).enumerated() {
        #expect(a.supervoxels == b.supervoxels, "supervoxels of frame \(place + 1 + index) behind \(place)")
        #expect(a.labels == b.labels, "labels of frame \(place + 1 + index) behind \(place)")
        #expect(a.finalized == b.finalized, "final supervoxels of frame \(place + 1 + index) behind \(place)")
        #expect(a.level == b.level)
      }
    }
  }

  @Test("Invalid states are rejected or usable, without traps", arguments: 0..<4)
  func forged(seed: UInt64) throws {
    let settings = RegionSettings.drawn(4, window: [2, 5, 0, 16][Int(seed)])
    let whole = try film.frames(0..<48, from: RegionTracker(settings))
    let states = try whole.compactMap(\.state).suffix(8).map { try StateTree($0) }
    var random = SplitMix64(seed: seed)
    var (refused, accepted) = (0, 0)
    for _ in 0..<150 {
      var tree = states.randomElement(using: &random)!
      for _ in 0..<Int.random(in: 1...3, using: &random) { tree.forge(&random) }
      guard let state = try? tree.state(), state.isConsistent(for: film.size, responses: 5) else {
        refused += 1
        continue
      }
      accepted += 1
      var tracker = RegionTracker(settings)
      tracker.state = state
      _ = try? film.frames(36..<60, from: tracker)
    }
    #expect(refused > 20 && accepted > 20, "\(refused) refused, \(accepted) accepted")
  }
}
