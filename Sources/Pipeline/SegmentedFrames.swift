/// The segmented frames of a video in order, computed on demand.
///
/// Decoding and superpixels of later frames run ahead of training until their buffers are full.
///
/// Iteration throws a ``FrameError`` for an error at or after a frame. An error before the first frame is thrown as it
/// is: a `MediaError`, or the error of your own `FrameSource`. A canceled task gets a `CancellationError`.
public struct SegmentedFrames: AsyncSequence, Sendable {
  /// A frame with its labels.
  public typealias Element = SegmentedFrame

  let base: any AsyncSequence<SegmentedFrame, any Error> & Sendable
  /// Nil for frames that were segmented before.
  let decode: DecodeStage?
  let segment: SegmentStage?
  let times: StageTimes?
  let isStopRequested: @Sendable () -> Bool
  /// Whether frames carry the states of the stages, which use memory.
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

  /// Starts the stages. Frames of a pipe or of a `FrameSource` can be iterated over once.
  public func makeAsyncIterator() -> Iterator {
    Iterator(base: base.makeAsyncIterator(), carriesStates: carriesStates)
  }

  /// Computes the frames, one by one.
  public struct Iterator: AsyncIteratorProtocol {
    var base: any AsyncIteratorProtocol<SegmentedFrame, any Error>
    let carriesStates: Bool

    /// The next frame; nil at the end.
    ///
    /// - Throws: the errors of ``SegmentedFrames``.
    public mutating func next() async throws -> SegmentedFrame? {
      var frame = try await base.next(isolation: nil)
      if !carriesStates { frame?.states = nil }
      return frame
    }
  }

  /// Warnings about the input so far, one line each.
  public var warnings: [String] {
    get async { await decode?.warnings ?? [] }
  }

  /// Conversions of the pictures that the user may not expect, one line each.
  public var notes: [String] {
    get async { await decode?.notes ?? [] }
  }

  /// Ends training permanently and returns when none is running.
  package func stop() async { await segment?.stop() }
}
