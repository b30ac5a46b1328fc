/// Where segmented frames go. Sinks get every frame in order; a sink owns its files and nothing else.
package protocol Sink: Sendable {
  func write(_ frame: SegmentedFrame) async throws

  /// All frames were written, or as many as there will be: gives files their final names.
  ///
  /// - Parameter isComplete: whether the input came to its end.
  /// - Returns: lines for the closing summary.
  func finish(isComplete: Bool) async throws -> [String]

  /// Something else failed before the first frame was written, or `finish` itself did: leaves no file behind that is
  /// not whole.
  func discard() async
}

/// Counts frames and throws them away: for measuring everything before it.
package actor NullSink: Sink {
  package init() {}

  package func write(_ frame: SegmentedFrame) {}
  package func finish(isComplete: Bool) -> [String] { [] }
  package func discard() {}
}
