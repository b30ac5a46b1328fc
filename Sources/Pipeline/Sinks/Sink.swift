/// Where segmented frames go: an exporter. It gets every frame once, in order.
///
/// A sink that throws ends the run. All sinks that got a frame are then finished, so that nothing is lost.
public protocol Sink: Sendable {
  /// Takes a frame. The pipeline waits until it returns: what is slow here slows the run, and no frames pile up.
  ///
  /// - Throws: any error; it ends the run, as the cause of a ``FrameError`` in a ``PipelineFailure``.
  func write(_ frame: SegmentedFrame) async throws

  /// Gives files their final names, after the last frame.
  ///
  /// - Parameter isComplete: whether the input came to its end.
  /// - Returns: lines for ``RunSummary/lines``.
  /// - Throws: any error; if it is the first of the run, it is the cause of the ``PipelineFailure``.
  func finish(isComplete: Bool) async throws -> [String]

  /// Removes unfinished files. Called instead of `finish` where no frame was written, and where `finish` failed.
  func discard() async
}

/// Counts frames and throws them away: for measuring everything before it.
package actor NullSink: Sink {
  package init() {}

  package func write(_ frame: SegmentedFrame) {}
  package func finish(isComplete: Bool) -> [String] { [] }
  package func discard() {}
}
