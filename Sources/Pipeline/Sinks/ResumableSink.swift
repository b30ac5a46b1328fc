/// A sink that can be resumed by a later run.
package protocol ResumableSink: Sink {
  /// Syncs everything written so far to disk.
  ///
  /// - Returns: the state to resume from.
  func suspend() async throws -> SinkState

  /// The run is complete: removes files kept for resuming.
  func removeWorkFiles() async
}

extension ResumableSink {
  package func removeWorkFiles() {}
}

/// The state of a sink.
package enum SinkState: Sendable, Codable {
  case labels(LabelFolderSink.State)
  case labelVideo(LabelVideoSink.State)
  case overlay(OverlaySink.State)
  case digests(DigestSink.State)
  /// Without state.
  case null

  /// Validates decoded state.
  var isConsistent: Bool {
    switch self {
    case .labels(let state): state.isConsistent
    case .labelVideo(let state): state.isConsistent
    case .overlay(let state): state.isConsistent
    case .digests(let state): state.count > 0 && state.text.length > 0
    case .null: true
    }
  }
}

extension SinkState {
  /// The state of this kind of sink; nil for another kind.
  package var labels: LabelFolderSink.State? { if case .labels(let state) = self { state } else { nil } }
  package var labelVideo: LabelVideoSink.State? { if case .labelVideo(let state) = self { state } else { nil } }
  package var overlay: OverlaySink.State? { if case .overlay(let state) = self { state } else { nil } }
  package var digests: DigestSink.State? { if case .digests(let state) = self { state } else { nil } }
}

extension NullSink: ResumableSink {
  package func suspend() -> SinkState { .null }
}
