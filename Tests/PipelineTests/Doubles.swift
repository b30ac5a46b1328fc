import Foundation
import Imaging
import Media
import Motion
import Parallelism
import Pipeline
import Segmentation
import Superpixels
import Synchronization

/// Frames made up on the spot: a bright square that moves over a dark ground.
final class SyntheticFrames: FileReader {
  let info = MediaInfo(path: "synthetic", container: "none")
  let size = PictureSize(width: 32, height: 24)
  let timeBase = Rational(1, 1000)
  let frameRate: Rational? = Rational(25, 1)
  let sampleAspectRatio = Rational(1, 1)
  let expectedFrames: Int?
  let warnings: [String] = []
  let notes: [String] = []
  private let count: Int
  private let failsAfter: Int?
  private let given: Lead
  private var position = 0

  init(count: Int, failsAfter: Int? = nil, given: Lead = Lead()) {
    self.count = count
    self.failsAfter = failsAfter
    self.given = given
    expectedFrames = count
  }

  func next() throws(MediaError) -> Frame? {
    if let failsAfter, position == failsAfter {
      throw .decodingFailed(path: "synthetic", reason: "as the test asked for")
    }
    guard position < count else { return nil }
    var picture = Picture(size: size, filledWith: RGBColor(red: 10, green: 10, blue: 20))
    for y in 4..<14 { for x in 0..<10 { picture[(x + position) % 32, y] = RGBColor(red: 250, green: 200, blue: 30) } }
    defer { position += 1 }
    given.give()
    // Irregular times: nothing may be derived from index × rate.
    return Frame(
      index: position, time: MediaTime(ticks: Int64(position * position * 7 + 100), timeBase: timeBase),
      picture: picture,
      workingPicture: picture)
  }
}

/// How far what a source was asked for is ahead of what its consumer asked for, watched without waiting for time to pass.
final class Lead: Sendable {
  private struct State {
    var given = 0
    var asked = 0
    var greatest = 0
    var waiting: (count: Int, continuation: CheckedContinuation<Void, Never>)?
  }

  private let state = Mutex(State())

  /// To be called by the source for every element.
  func give() {
    let reached = state.withLock { state -> CheckedContinuation<Void, Never>? in
      state.given += 1
      state.greatest = max(state.greatest, state.given - state.asked)
      guard let waiting = state.waiting, state.given >= waiting.count else { return nil }
      state.waiting = nil
      return waiting.continuation
    }
    reached?.resume()
  }

  /// To be called by the one consumer before it asks for an element.
  func ask() { state.withLock { $0.asked += 1 } }

  /// Returns once the source has given so many elements.
  func reach(_ count: Int) async {
    await withCheckedContinuation { continuation in
      let isReached = state.withLock { state in
        if state.given < count { state.waiting = (count, continuation) }
        return state.given >= count
      }
      if isReached { continuation.resume() }
    }
  }

  var given: Int { state.withLock(\.given) }
  /// The greatest lead there was at any time.
  var greatest: Int { state.withLock(\.greatest) }
}

/// A number that tests watch from outside the pipeline.
final class Counter: Sendable {
  private let value = Atomic<Int>(0)
  func add() { value.wrappingAdd(1, ordering: .relaxed) }
  var count: Int { value.load(ordering: .relaxed) }
}

/// The trivial segmenter: bright pixels are cluster 1, dark ones cluster 0.
struct ThresholdSegmenter: ResumableSegmenter {
  var failsAt: Int?
  private var count = 0

  init(failsAt: Int? = nil) { self.failsAt = failsAt }

  var state: SegmenterState { GraphSegmenter(GraphSettings(), workers: Workers(count: 1)).state }
  func goOn(from state: SegmenterState) throws(SegmentationError) { throw .otherState }

  mutating func segment(_ input: SegmenterInput) throws -> Segmentation {
    let picture = input.picture
    defer { count += 1 }
    if count == failsAt { throw SegmentationError.diverged(iteration: 1, learningRate: 0.1) }
    let labels = (0..<picture.size.count).map { UInt16(picture.bytes[3 * $0] > 127 ? 1 : 0) }
    return Segmentation(clusters: ClusterMap(size: picture.size, labels: labels), clusterEpoch: 0)
  }
}

/// Keeps what it is given.
actor CollectingSink: Sink {
  private(set) var frames: [SegmentedFrame] = []
  private(set) var isFinished = false
  private(set) var isDiscarded = false
  private let failsAt: Int?

  init(failsAt: Int? = nil) { self.failsAt = failsAt }

  func write(_ frame: SegmentedFrame) throws {
    if frames.count == failsAt { throw MediaError.diskFull(path: "collected") }
    frames.append(frame)
  }
  func finish(isComplete: Bool) -> [String] {
    isFinished = true
    return ["collected \(frames.count)"]
  }
  func discard() { isDiscarded = true }
}

/// Settings for networks so small that a frame takes milliseconds.
func smallSettings() -> PipelineSettings {
  var settings = PipelineSettings()
  settings.segment.channels = 8
  settings.segment.clusters = 8
  settings.segment.iterations.first = 5
  settings.segment.iterations.warm = 1
  settings.remap.method = .clusters
  return settings
}
