import Imaging
import Media
import Pipeline
import Segmentation
import Testing

private struct Failure: Error {}

/// Hands frames on after giving others a chance to overtake.
private struct Dawdler: Stage {
  let name = "dawdle"
  let failsAt: Int?
  var order = StageOrder.concurrent(width: 4)

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

  /// The consumer takes a frame only when the stages are as far ahead of it as their buffers let them, so that they wait
  /// at every frame; how far they were ahead is noted by the source itself, whenever it is asked.
  private func consume(_ frames: some AsyncSequence, _ lead: Lead, ahead: Int, of count: Int) async throws {
    var iterator = frames.makeAsyncIterator()
    for taken in 1...count {
      lead.ask()
      #expect(try await iterator.next() != nil)
      await lead.reach(min(count, taken + ahead))
    }
    #expect(try await iterator.next() == nil)
    #expect(lead.given == count)
  }

  @Test("A chain is ahead by its buffers and by the frames that it works on, and not by one more")
  func lead() async throws {
    let lead = Lead()
    let frames = DecodeStage(SyntheticFrames(count: 200, given: lead)).frames
      .through(Dawdler(failsAt: nil, order: .sequential), depth: 3)
      .through(Dawdler(failsAt: nil), depth: 2)
    // Three wait behind the first stage, two behind the second, which has three more in hand when it waits.
    try await consume(frames, lead, ahead: 3 + 2 + 3, of: 200)
    #expect(lead.greatest == 3 + 2 + 3)
  }

  @Test("Decoding waits when nobody takes the frames")
  func backPressure() async throws {
    let lead = Lead()
    let pipeline = Pipeline(settings: smallSettings(), threads: 2)
    let frames = pipeline.frames(of: SyntheticFrames(count: 500, given: lead), segmenter: ThresholdSegmenter())
    // Two frames wait after each of the five stages: motion, segment, remap, color, upsample.
    try await consume(frames, lead, ahead: 10, of: 500)
    #expect(lead.greatest < 40)
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
  private actor Hoarder: LookAheadStage {
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
    let frames = DecodeStage(SyntheticFrames(count: 10, failsAfter: failsAfter)).frames.through(lookAhead: Hoarder())
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
