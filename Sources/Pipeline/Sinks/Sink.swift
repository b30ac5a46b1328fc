/// Where segmented frames go: an exporter. It gets every frame once, in order.
///
/// A sink that throws ends the run. All sinks that got a frame are then finished, so that nothing is lost.
public protocol Sink: Sendable {
  /// Takes a frame. The pipeline waits until it returns: what is slow here slows the run, and no frames pile up.
  func write(_ frame: SegmentedFrame) async throws

  /// Gives files their final names, after the last frame.
  ///
  /// - Parameter isComplete: whether the input came to its end.
  /// - Returns: lines for ``RunSummary/lines``.
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
