import Synchronization
import Tessera
import TestSupport
import Testing

/// A square that moves over a ground, without a file.
private func square(at position: Int, size: PictureSize = PictureSize(width: 48, height: 32)) -> Picture {
  var picture = Picture(size: size, filledWith: RGBColor(red: 20, green: 40, blue: 60))
  for y in 8..<20 {
    for x in 0..<14 { picture[(x + 2 * position) % size.width, y] = RGBColor(red: 240, green: 200, blue: 40) }
  }
  return picture
}

/// A camera: pictures at irregular times.
private actor Camera: FrameSource {
  let size = PictureSize(width: 48, height: 32)
  let timeBase = Rational(1, 1000)
  private var given = 0
  private let count: Int
  private let failsAt: Int?

  struct Unplugged: Error {}

  init(count: Int, failsAt: Int? = nil) { (self.count, self.failsAt) = (count, failsAt) }

  func next() async throws -> TimedPicture? {
    if given == failsAt { throw Unplugged() }
    guard given < count else { return nil }
    defer { given += 1 }
    return TimedPicture(square(at: given), ticks: Int64(40 * given + given * given))
  }
}

/// Counts, per frame, the pixels of every track.
private final class AreaSink: Sink {
  let areas = Mutex<[[UInt16: Int]]>([])
  let end = Mutex<Bool?>(nil)

  func write(_ frame: SegmentedFrame) {
    areas.withLock { $0.append(Dictionary(uniqueKeysWithValues: frame.labels.areas().map { ($0.label, $0.area) })) }
  }

  func finish(isComplete: Bool) -> [String] {
    end.withLock { $0 = isComplete }
    return ["areas of \(areas.withLock { $0.count }) frames"]
  }

  func discard() {}
}

@Suite struct FrameSourceTests {
  private static func pipeline() throws -> Pipeline {
    var pipeline = try Pipeline(named: "preview", threads: 2)
    pipeline.settings.segment.iterations.first = 4
    return pipeline
  }

  @Test("Frames of a program are segmented with their own times")
  func camera() async throws {
    var ticks: [Int64] = []
    var sizes: Set<String> = []
    for try await frame in try Self.pipeline().segment(Video(frames: Camera(count: 5))) {
      ticks.append(frame.time.ticks)
      sizes.insert("\(frame.labels.size)")
      #expect(frame.time.timeBase == Rational(1, 1000))
      #expect(frame.picture == square(at: frame.index))
    }
    #expect(ticks == [0, 41, 84, 129, 176])
    #expect(sizes == ["48×32"])
  }

  @Test("An asynchronous sequence gives the labels that the same pictures in a source give")
  func sequence() async throws {
    let frames = AsyncStream<TimedPicture> { continuation in
      for n in 0..<5 { continuation.yield(TimedPicture(square(at: n), ticks: Int64(40 * n + n * n))) }
      continuation.finish()
    }
    let video = try Video(frames: frames, size: PictureSize(width: 48, height: 32), timeBase: Rational(1, 1000))
    var labels: [LabelMap] = []
    for try await frame in try Self.pipeline().segment(video) { labels.append(frame.labels) }
    var expected: [LabelMap] = []
    for try await frame in try Self.pipeline().segment(Video(frames: Camera(count: 5))) {
      expected.append(frame.labels)
    }
    #expect(labels == expected)
    #expect(labels.count == 5)
  }

  @Test("A large picture is segmented at the working size and labeled at its own")
  func scaled() async throws {
    let size = PictureSize(width: 640, height: 360)
    let frames = AsyncStream<TimedPicture> { continuation in
      for n in 0..<2 { continuation.yield(TimedPicture(square(at: n, size: size), ticks: Int64(n))) }
      continuation.finish()
    }
    var count = 0
    for try await frame in try Self.pipeline().segment(
      Video(frames: frames, size: size, timeBase: Rational(1, 25)))
    {
      #expect(frame.labels.size == size)
      count += 1
    }
    #expect(count == 2)
  }

  @Test("A sink of one's own gets every frame, beside files, in one pass")
  func ownSink() async throws {
    let folder = try TemporaryFolder()
    let sink = AreaSink()
    let summary = try await Self.pipeline().write(
      Video(frames: Camera(count: 4)), to: [.labels(folder: folder("labels"))], sinks: [sink])
    #expect(summary.frames == 4)
    #expect(summary.lines.contains("areas of 4 frames"))
    #expect(sink.areas.withLock { $0.count } == 4)
    #expect(sink.areas.withLock { $0.allSatisfy { $0.values.reduce(0, +) == 48 * 32 } })
    #expect(sink.end.withLock { $0 } == true)
  }

  @Test("A camera that fails ends the run; frames before it are written, and the failure names the cause")
  func failing() async throws {
    let sink = AreaSink()
    let failure = await #expect(throws: PipelineFailure.self) {
      try await Self.pipeline().write(Video(frames: Camera(count: 9, failsAt: 3)), to: [], sinks: [sink])
    }
    #expect(failure?.summary.frames == 3)
    #expect((failure?.cause as? FrameError)?.cause is Camera.Unplugged)
    #expect(sink.end.withLock { $0 } == false)
  }

  @Test("Pictures of another size than the source says are an error")
  func otherSize() async throws {
    let frames = AsyncStream<TimedPicture> { continuation in
      continuation.yield(TimedPicture(square(at: 0), ticks: 0))
      continuation.yield(
        TimedPicture(
          Picture(size: PictureSize(width: 8, height: 8), filledWith: RGBColor(red: 0, green: 0, blue: 0)), ticks: 1))
      continuation.finish()
    }
    let video = try Video(frames: frames, size: PictureSize(width: 48, height: 32), timeBase: Rational(1, 1000))
    await #expect(throws: FrameError.self) {
      for try await _ in try Self.pipeline().segment(video) {}
    }
  }

  @Test("Impossible sizes and time bases are refused")
  func impossible() {
    let frames = AsyncStream<TimedPicture> { $0.finish() }
    #expect(throws: MediaError.self) {
      try Video(frames: frames, size: PictureSize(width: 0, height: 3), timeBase: Rational(1, 25))
    }
    #expect(throws: MediaError.badTimeBase(path: "frames of the program", timeBase: Rational(0, 25))) {
      try Video(frames: frames, size: PictureSize(width: 4, height: 3), timeBase: Rational(0, 25))
    }
  }

  @Test("A source can be segmented once; a second time is an error, not an empty video")
  func onlyOnce() async throws {
    let video = try Video(frames: Camera(count: 2))
    var count = 0
    for try await _ in try Self.pipeline().segment(video) { count += 1 }
    #expect(count == 2)
    #expect(throws: MediaError.self) { try Self.pipeline().segment(video) }
  }

  @Test("A method of one's own is tracked; labels of another size than its picture are an error")
  func ownMethod() async throws {
    struct Halves: Segmenter {
      let height: Int
      func segment(_ input: SegmenterInput) -> Segmentation {
        let size = PictureSize(width: input.picture.size.width, height: height)
        return Segmentation(
          clusters: ClusterMap(size: size, labels: (0..<size.count).map { $0 % size.width < size.width / 2 ? 0 : 1 }))
      }
    }
    var counts: [Int] = []
    for try await frame in try Self.pipeline().segment(Video(frames: Camera(count: 3)), by: Halves(height: 32)) {
      counts.append(frame.labels.areas().count)
    }
    #expect(counts == [2, 2, 2])
    await #expect(throws: FrameError.self) {
      for try await _ in try Self.pipeline().segment(Video(frames: Camera(count: 3)), by: Halves(height: 8)) {}
    }
  }
}
