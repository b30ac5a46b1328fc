import Imaging
import Media
import Pipeline
import Segmentation
import Testing

private struct Failure: Error {}

/// Hands frames on after giving others a chance to overtake.
private struct Dawdler: Stage {
  let name = "dawdle"
  let order = StageOrder.concurrent(width: 4)
  let failsAt: Int?

  func process(_ frame: Frame) async throws -> Frame {
    for _ in 0..<((frame.index * 7) % 5 * 20) { await Task.yield() }
    if frame.index == failsAt { throw Failure() }
    return frame
  }
}

@Suite struct StageTests {
  @Test("A concurrent stage keeps the order")
  func order() async throws {
    let frames = DecodeStage(SyntheticFrames(count: 40)).frames.through(Dawdler(failsAt: nil))
    var indices: [Int] = []
    for try await frame in frames { indices.append(frame.index) }
    #expect(indices == Array(0..<40))
  }

  @Test("An error comes after earlier frames, once, and names the frame", arguments: [0, 1, 17])
  func failure(_ index: Int) async throws {
    let frames = DecodeStage(SyntheticFrames(count: 40)).frames.through(Dawdler(failsAt: index))
    var seen = 0
    do {
      for try await frame in frames {
        #expect(frame.index == seen)
        seen += 1
      }
      Issue.record("no error came")
    } catch let error as FrameError {
      #expect(seen == index)
      #expect(error.index == index)
      #expect(error.time.ticks == Int64(index * index * 7 + 100))
      #expect(error.stage == "dawdle")
    }
  }

  @Test("A decoder error comes after earlier frames and tells its place")
  func decodeFailure() async throws {
    let pipeline = Pipeline(settings: smallSettings(), threads: 1)
    var seen = 0
    do {
      for try await _ in pipeline.frames(of: SyntheticFrames(count: 9, failsAfter: 5), segmenter: ThresholdSegmenter())
      {
        seen += 1
      }
      Issue.record("no error came")
    } catch let error as FrameError {
      #expect(seen == 5)
      #expect("\(error)" == "decode, after frame 4 at 0.212 s: synthetic: decoding failed: as the test asked for")
    }
  }

  @Test("Decoding waits if frames are not consumed")
  func backPressure() async throws {
    let given = Counter()
    let pipeline = Pipeline(settings: smallSettings(), threads: 2)
    let frames = pipeline.frames(of: SyntheticFrames(count: 500, given: given), segmenter: ThresholdSegmenter())
    var iterator = frames.makeAsyncIterator()
    _ = try await iterator.next()
    // Give the stages every chance to run ahead: they must not get further than their buffers.
    for _ in 0..<20_000 { await Task.yield() }
    #expect(given.count < 40)
    var rest = 1
    while try await iterator.next() != nil { rest += 1 }
    #expect(rest == 500)
    #expect(given.count == 500)
  }
}

@Suite struct PipelineRunTests {
  @Test("Tracks, times and pictures are passed through")
  func passesThrough() async throws {
    let sink = CollectingSink()
    let summary = try await Pipeline(settings: smallSettings(), threads: 2)
      .frames(of: SyntheticFrames(count: 30), segmenter: ThresholdSegmenter())
      .write(to: [sink]) { _ in true }
    let frames = await sink.frames
    #expect(summary.frames == 30)
    #expect(summary.isComplete)
    #expect(frames.map(\.index) == Array(0..<30))
    for frame in frames {
      #expect(frame.time.ticks == Int64(frame.index * frame.index * 7 + 100))
      #expect(Set(frame.labels.labels) == [1, 2])
      #expect(frame.labels[(frame.index + 5) % 32, 8] == 2)
      #expect(frame.labels[(frame.index + 5) % 32, 20] == 1)
    }
  }

  @Test("On any failure, produced results are finished", arguments: ["segment", "sink"])
  func finishes(_ what: String) async throws {
    let good = CollectingSink()
    let bad = CollectingSink(failsAt: what == "sink" ? 3 : nil)
    do {
      _ = try await Pipeline(settings: smallSettings(), threads: 1)
        .frames(of: SyntheticFrames(count: 10), segmenter: ThresholdSegmenter(failsAt: what == "segment" ? 3 : nil))
        .write(to: [good, bad]) { _ in true }
      Issue.record("no error came")
    } catch {
      let cause = try #require(error as? PipelineFailure).cause as? FrameError
      #expect(cause?.index == 3)
      #expect(await good.isFinished)
      #expect(await good.frames.count >= 3)
    }
  }

  @Test("A consumer that stops gets complete results")
  func stops() async throws {
    let sink = CollectingSink()
    let summary = try await Pipeline(settings: smallSettings(), threads: 1)
      .frames(of: SyntheticFrames(count: 100), segmenter: ThresholdSegmenter())
      .write(to: [sink]) { $0.index < 6 }
    #expect(!summary.isComplete)
    #expect(await sink.frames.count == 7)
    #expect(await sink.isFinished)
  }

  @Test("A stop request ends the input: waiting frames come, without a state to resume from")
  func stopRequest() async throws {
    let trained = Counter()
    var pipeline = Pipeline(settings: smallSettings(), threads: 1)
    pipeline.settings.remap.method = .regions
    pipeline.isStopRequested = {
      trained.add()
      return trained.count > 60
    }
    let sink = CollectingSink()
    let summary = try await pipeline.frames(of: SyntheticFrames(count: 200), segmenter: ThresholdSegmenter())
      .write(to: [sink]) { _ in true }
    let frames = await sink.frames
    #expect(!summary.isComplete)
    // It is asked before and behind every frame.
    #expect((25...31).contains(frames.count))
    #expect(frames.map(\.index) == Array(frames.indices))
    #expect(await sink.isFinished)
  }

  /// Keeps all frames back, gives two at the end, and then fails.
  private actor Hoarder: WindowStage {
    nonisolated let name = "hoard"
    private var kept: [Frame] = []
    private var finishes = 0

    func process(_ frame: Frame) throws -> [Frame] {
      kept.append(frame)
      return []
    }

    func finish() throws -> [Frame] {
      finishes += 1
      if finishes == 3 { throw Failure() }
      return [kept[finishes - 1]]
    }
  }

  @Test("A look-ahead stage returns held frames before an error", arguments: [nil, 7])
  func lookAhead(failsAfter: Int?) async throws {
    let frames = DecodeStage(SyntheticFrames(count: 10, failsAfter: failsAfter)).frames.through(window: Hoarder())
    var seen: [Int] = []
    do {
      for try await frame in frames { seen.append(frame.index) }
      Issue.record("no error came")
    } catch {
      // What ended the input comes first.
      #expect("\(error)".contains("as the test asked for") == (failsAfter != nil), "\(error)")
    }
    #expect(seen == [0, 1])
  }

  @Test("Without frames nothing is left")
  func discards() async throws {
    let sink = CollectingSink()
    await #expect(throws: PipelineFailure.self) {
      try await Pipeline(settings: smallSettings(), threads: 1)
        .frames(of: SyntheticFrames(count: 10, failsAfter: 0), segmenter: ThresholdSegmenter())
        .write(to: [sink]) { _ in true }
    }
    #expect(await sink.isDiscarded)
  }

  @Test(
    "Every method labels every pixel of every frame, the same for one thread and for two",
    arguments: [SegmentSettings.Method.kmeans, .graph])
  func methods(_ method: SegmentSettings.Method) async throws {
    var settings = smallSettings()
    settings.segment.method = method
    settings.segment.graph.minimumSize = 5
    func labels(threads: Int) async throws -> [LabelMap] {
      var maps: [LabelMap] = []
      for try await frame in Pipeline(settings: settings, threads: threads).frames(of: SyntheticFrames(count: 12)) {
        #expect(frame.loss == nil)
        #expect((frame.iterations > 0) == (method == .kmeans))
        maps.append(frame.labels)
      }
      return maps
    }
    let maps = try await labels(threads: 1)
    #expect(maps.count == 12)
    for (index, map) in maps.enumerated() {
      #expect(!map.labels.contains(0))
      #expect(map[(index + 5) % 32, 8] != map[(index + 5) % 32, 20])
    }
    #expect(try await labels(threads: 2) == maps)
  }

  @Test("The network gives the same labels for one thread and for two")
  func threads() async throws {
    func digests(_ threads: Int, warm: Bool) async throws -> [String] {
      var settings = smallSettings()
      settings.superpixels.warm = warm
      var digests: [String] = []
      for try await frame in Pipeline(settings: settings, threads: threads).frames(of: SyntheticFrames(count: 6)) {
        digests.append(DigestSink.digest(of: frame.labels))
      }
      return digests
    }
    for warm in [false, true] {
      let once = try await digests(1, warm: warm)
      #expect(once.count == 6)
      #expect(try await digests(2, warm: warm) == once)
    }
  }
}
