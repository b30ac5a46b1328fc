/// The segmented frames of one video in order, computed while they are waited for.
///
/// Decoding and superpixels of later frames run ahead of the training of this one, and stop when their buffers are full.
public struct SegmentedFrames: AsyncSequence, Sendable {
  public typealias Element = SegmentedFrame

  let base: any AsyncSequence<SegmentedFrame, any Error> & Sendable
  /// Nil for frames that were segmented before.
  let decode: DecodeStage?
  let segment: SegmentStage?
  let times: StageTimes?
  let isStopRequested: @Sendable () -> Bool
  /// Whether frames come with the states of the stages: whoever keeps many frames would keep those too.
  package var carriesStates = false

  init(
    base: any AsyncSequence<SegmentedFrame, any Error> & Sendable, decode: DecodeStage, segment: SegmentStage,
    times: StageTimes?, isStopRequested: @escaping @Sendable () -> Bool
  ) {
    self.base = base
    self.decode = decode
    self.segment = segment
    self.times = times
    self.isStopRequested = isStopRequested
  }

  /// Frames that were segmented before.
  package init(_ frames: any AsyncSequence<SegmentedFrame, any Error> & Sendable) {
    base = frames
    (decode, segment, times) = (nil, nil, nil)
    isStopRequested = { false }
  }

  public func makeAsyncIterator() -> Iterator {
    Iterator(base: base.makeAsyncIterator(), carriesStates: carriesStates)
  }

  public struct Iterator: AsyncIteratorProtocol {
    var base: any AsyncIteratorProtocol<SegmentedFrame, any Error>
    let carriesStates: Bool

    public mutating func next() async throws -> SegmentedFrame? {
      var frame = try await base.next(isolation: nil)
      if !carriesStates { frame?.states = nil }
      return frame
    }
  }

  /// What was wrong with the input so far without stopping it, one line each.
  public var warnings: [String] {
    get async { await decode?.warnings ?? [] }
  }

  /// What was done to the pictures that the user may not expect, one line each.
  public var notes: [String] {
    get async { await decode?.notes ?? [] }
  }

  /// Ends the training for good and returns when none is under way any more.
  package func stop() async { await segment?.stop() }
}
