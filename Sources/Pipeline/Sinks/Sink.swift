/// A destination of segmented frames. Sinks get every frame in order. A sink owns its files and nothing else.
package protocol Sink: Sendable {
  func write(_ frame: SegmentedFrame) async throws

  /// Called after the last frame: renames files to their final names.
  ///
  /// - Parameter isComplete: whether the input reached its end.
  /// - Returns: lines for the summary.
  func finish(isComplete: Bool) async throws -> [String]

  /// Called if something failed before the first frame was written, or in `finish`: leaves no incomplete file.
  func discard() async
}

/// Counts frames and discards them, to benchmark earlier stages.
package actor NullSink: Sink {
  package init() {}

  package func write(_ frame: SegmentedFrame) {}
  package func finish(isComplete: Bool) -> [String] { [] }
  package func discard() {}
}
