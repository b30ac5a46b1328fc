import Regions
import Tracking

/// Makes records of frames, in order.
protocol FrameRecorder: Sendable {
  associatedtype Input: Sendable
  associatedtype Record: FrameRecord

  /// Nil for a frame that needs none.
  mutating func record(_ input: Input) -> Record?
}

/// Of frames with regions.
struct ChunkRecorder: FrameRecorder {
  /// The founders of the regions so far, by the region's number in the part.
  private var founders: [UInt16: Int32] = [:]

  mutating func record(_ frame: TrackedFrame) -> ChunkRecord? {
    guard let regions = frame.regions else { return nil }
    return record(FrameFigures(frame), regions, frame.events)
  }

  mutating func record(_ figures: FrameFigures, _ regions: RegionFrame, _ events: FrameEvents) -> ChunkRecord {
    for (founder, region) in regions.regionOfFounder { founders[region] = founder }
    return ChunkRecord(figures, regions.ofShot, events, founders: founders)
  }
}

/// Of frames of a divided shot.
struct DescribedRecorder: FrameRecorder {
  private var describer: FrameDescriber
  private var isFirst = true

  init(_ settings: RegionSettings) { describer = FrameDescriber(settings) }

  mutating func record(_ input: ClusteredFrame) -> DescribedRecord? {
    guard input.context.use != .training else {
      describer.prepare(input.regionInput)
      return nil
    }
    defer { isFirst = false }
    let (frame, basis) = describer.describe(input.regionInput)
    return DescribedRecord(input, frame, basis: isFirst ? basis : nil)
  }
}

/// The records of frames, computed on demand.
struct RecordSequence<Base: AsyncSequence & Sendable, Recorder: FrameRecorder>: AsyncSequence, Sendable
where Base.Element == Recorder.Input {
  typealias Element = Recorder.Record

  let base: Base
  let recorder: Recorder

  func makeAsyncIterator() -> Iterator { Iterator(base: base.makeAsyncIterator(), recorder: recorder) }

  struct Iterator: AsyncIteratorProtocol {
    var base: Base.AsyncIterator
    var recorder: Recorder

    mutating func next() async throws -> Recorder.Record? {
      while let input = try await base.next() {
        if let record = recorder.record(input) { return record }
      }
      return nil
    }
  }
}
