import Imaging
import Labels
import Media
import Pipeline
import Randomness
import Segmentation
import Testing

private let size = ShotFrames.extent

private func settings(_ name: String) -> PipelineSettings {
  var settings = smallSettings()
  settings.decode.size = .exact(size)
  switch name {
  case "kmeans": settings.segment.method = .kmeans
  case "graph":
    settings.segment.method = .graph
    settings.segment.graph.minimumSize = 40
  case "warm superpixels": settings.superpixels.warm = true
  case "separate": settings.remap.tracking.separation = 0.1
  case "regions", "regions of the past", "regions of a whole shot":
    settings.remap.method = .regions
    settings.regions.window = ["regions": 2, "regions of the past": 0][name] ?? 64
    settings.regions.supervoxels = 24
  case "limit": settings.segment.maximumLabels = 4
  case "scratch": settings.segment.start = .scratch
  case "no hysteresis": settings.segment.labelHysteresis = 0
  default: break
  }
  return settings
}

private func run(_ settings: PipelineSettings, from checkpoint: Checkpoint? = nil) async throws -> [SegmentedFrame] {
  var frames = Pipeline(settings: settings, threads: 2).frames(of: ShotFrames(), from: checkpoint)
  frames.carriesStates = true
  var result: [SegmentedFrame] = []
  for try await frame in frames { result.append(frame) }
  return result
}

private func fingerprint(
  program: String = "1", arithmetic: String = "wide", input: String = "a", selection: FrameSelection = .all,
  settings: String = "seed: 1\n",
  secondsPerFrame: Double? = nil, outputs: [String] = []
) -> RunFingerprint {
  RunFingerprint(
    RunIdentity(program: program, arithmetic: arithmetic, input: input, secondsPerFrame: secondsPerFrame),
    selection: selection, settings: settings, outputs: outputs)
}

private func checkpoint(behind frame: SegmentedFrame) throws -> Checkpoint {
  Checkpoint(
    run: fingerprint(),
    progress: .init(
      position: Position(index: frame.index, time: frame.time), iterations: 0, states: try #require(frame.states),
      sinks: []))
}

private func isSame(_ a: SegmentedFrame, _ b: SegmentedFrame) -> Bool {
  a.index == b.index && a.time == b.time && a.labels == b.labels && a.iterations == b.iterations && a.loss == b.loss
    && a.events == b.events && a.palette == b.palette
}

@Suite struct CheckpointTests {
  @Test(
    "A decoded checkpoint continues identically",
    arguments: [
      "default", "kmeans", "graph", "warm superpixels", "separate", "limit", "scratch", "no hysteresis", "regions",
      "regions of the past", "regions of a whole shot",
    ])
  func goesOn(_ name: String) async throws {
    let settings = settings(name)
    let whole = try await run(settings)
    #expect(whole.count == ShotFrames.count)
    #expect(Set(whole.map(\.events.shot)) == [0, 1])
    // With regions a run can go on behind some frames only; without a look ahead, behind every one.
    let places = [0, 3, 4, 6, 8, 12, 13].filter { whole[$0].states != nil }
    #expect(places.count == 7 || name == "regions" && places.count >= 3 || name == "regions of a whole shot")
    for place in places {
      let bytes = try CheckpointFile.bytes(of: checkpoint(behind: whole[place]))
      let read = try CheckpointFile.read(bytes, path: "c")
      try read.check("c", continues: fingerprint(), settings: settings, size: size)
      let rest = try await run(settings, from: read)
      #expect(rest.count == whole.count - place - 1)
      for (a, b) in zip(whole[(place + 1)...], rest) { #expect(isSame(a, b), "frame \(a.index) behind \(place)") }
    }
  }

  @Test("Frames that are not written carry no states")
  func states() async throws {
    for try await frame in Pipeline(settings: settings("graph"), threads: 1).frames(of: ShotFrames()) {
      #expect(frame.states == nil)
    }
  }

  @Test("Another run is rejected with the difference")
  func otherRun() throws {
    let mine = Checkpoint(run: fingerprint())
    for (other, word) in [
      (fingerprint(program: "2"), "version"), (fingerprint(arithmetic: "narrow"), "here narrow"),
      (fingerprint(input: "b"), "input"),
      (fingerprint(selection: FrameSelection(every: 2)), "selection"),
      (fingerprint(settings: "seed: 2\n"), "seed: 1, now seed: 2"), (fingerprint(secondsPerFrame: 1), "--budget"),
      (fingerprint(outputs: ["labels in b"]), "outputs"),
    ] {
      let error = #expect(throws: CheckpointError.self) {
        try mine.check("c", continues: other, settings: settings("default"), size: size)
      }
      #expect("\(try #require(error))".contains(word))
    }
  }

  @Test("States for other settings or another size are refused")
  func otherStates() async throws {
    let read = try checkpoint(behind: try await run(settings("default"))[2])
    var wide = settings("default")
    wide.segment.channels = 9
    for (settings, size) in [
      (settings("kmeans"), size), (wide, size), (settings("separate"), size), (settings("regions"), size),
      (settings("default"), PictureSize(width: 63, height: 48)),
    ] {
      #expect(throws: CheckpointError.self) {
        try read.check("c", continues: fingerprint(), settings: settings, size: size)
      }
    }
  }

  @Test("A run with a changed input is not resumed")
  func otherInput() async throws {
    let frame = try await run(settings("graph"))[3]
    for (index, ticks, cause) in [
      (
        3, Int64(7),
        CheckpointError.inputDiffers(
          frame: 3, time: MediaTime(ticks: 7, timeBase: Rational(1, 1000)), actual: frame.time)
      ),
      (99, 7, .inputEnds(at: MediaTime(ticks: 7, timeBase: Rational(1, 1000)))),
    ] {
      let position = Position(index: index, time: MediaTime(ticks: ticks, timeBase: Rational(1, 1000)))
      let moved = Checkpoint(
        run: fingerprint(),
        progress: .init(position: position, iterations: 0, states: try #require(frame.states), sinks: []))
      await #expect(throws: cause) { _ = try await run(settings("graph"), from: moved) }
    }
  }
}

@Suite struct DamagedCheckpointTests {
  @Test("A changed byte or a missing end is noticed")
  func damage() async throws {
    let whole = try CheckpointFile.bytes(of: checkpoint(behind: try await run(settings("default"))[6]))
    var random = SplitMix64(seed: 4)
    for _ in 0..<400 {
      var bytes = whole
      bytes[Int.random(in: 0..<bytes.count, using: &random)] ^= UInt8.random(in: 1...255, using: &random)
      #expect(throws: CheckpointError.self) { try CheckpointFile.read(bytes, path: "c") }
      let end = Int.random(in: 0..<whole.count, using: &random)
      #expect(throws: CheckpointError.self) { try CheckpointFile.read(Array(whole[..<end]), path: "c") }
    }
    #expect(throws: CheckpointError.self) { try CheckpointFile.read([], path: "c") }
    #expect(throws: CheckpointError.self) { try CheckpointFile.read(whole + [0], path: "c") }
  }

  @Test("Another format is named")
  func format() throws {
    var bytes = try CheckpointFile.bytes(of: Checkpoint(run: fingerprint()))
    bytes[8] += 1
    #expect(
      throws: CheckpointError.otherFormat(
        path: "c", format: Int(CheckpointFile.format) + 1, readable: Int(CheckpointFile.format))
    ) {
      try CheckpointFile.read(bytes, path: "c")
    }
  }

  @Test(
    "Invalid contents are rejected or usable, without traps",
    arguments: ["default", "kmeans", "regions", "warm superpixels"])
  func forged(_ name: String) async throws {
    let settings = settings(name)
    let payload = try BinaryEncoder.encode(checkpoint(behind: try await run(settings)[10]))
    var random = SplitMix64(seed: 9)
    var (refused, accepted) = (0, 0)
    for _ in 0..<150 {
      var bytes = payload
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        let place = Int.random(in: 0..<(bytes.count - 8), using: &random)
        let word = [0, 1, -1, Int.max, Int.min, 0x7f80_0000_7fc0_0000, Int.random(in: 0...255, using: &random)]
          .randomElement(using: &random)!
        let length = [1, 4, 8].randomElement(using: &random)!
        withUnsafeBytes(of: word) { for n in 0..<length { bytes[place + n] = $0[n] } }
      }
      do {
        let read = try CheckpointFile.read(CheckpointFile.sealed(bytes), path: "c")
        try read.check("c", continues: fingerprint(), settings: settings, size: size)
        _ = try await run(settings, from: read)
        accepted += 1
      } catch {
        refused += 1
      }
    }
    #expect(refused > 0 && accepted > 0, "\(refused) refused, \(accepted) accepted")
  }
}
