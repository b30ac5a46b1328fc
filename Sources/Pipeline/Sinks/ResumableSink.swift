/// A sink whose files a run that was stopped can go on with.
package protocol ResumableSink: Sink {
  /// Brings all that was written so far to the disk.
  ///
  /// - Returns: what has to be known to go on from there.
  func suspend() async throws -> SinkState

  /// The run is complete: removes what was kept in order to go on.
  func removeWorkFiles() async
}

extension ResumableSink {
  package func removeWorkFiles() {}
}

/// What a sink goes on with.
package enum SinkState: Sendable, Codable {
  case labels(LabelFolderSink.State)
  case labelVideo(LabelVideoSink.State)
  case overlay(OverlaySink.State)
  case digests(DigestSink.State)
  /// There is nothing to know.
  case null

  /// Whether a run can go on from it: not so with every state that can be read.
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
  /// The state of a sink of that kind; nil for one of another.
  package var labels: LabelFolderSink.State? { if case .labels(let state) = self { state } else { nil } }
  package var labelVideo: LabelVideoSink.State? { if case .labelVideo(let state) = self { state } else { nil } }
  package var overlay: OverlaySink.State? { if case .overlay(let state) = self { state } else { nil } }
  package var digests: DigestSink.State? { if case .digests(let state) = self { state } else { nil } }
}

extension NullSink: ResumableSink {
  package func suspend() -> SinkState { .null }
}
