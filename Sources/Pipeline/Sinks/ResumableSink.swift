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

/// What a sink goes on with: that of its kind alone.
package struct SinkState: Sendable, Codable {
  package var labels: LabelFolderSink.State?
  package var labelVideo: LabelVideoSink.State?
  package var overlay: OverlaySink.State?
  package var digests: DigestSink.State?

  init(
    labels: LabelFolderSink.State? = nil, labelVideo: LabelVideoSink.State? = nil,
    overlay: OverlaySink.State? = nil, digests: DigestSink.State? = nil
  ) {
    self.labels = labels
    self.labelVideo = labelVideo
    self.overlay = overlay
    self.digests = digests
  }

  /// Whether a run can go on from it: not so with every state that can be read.
  var isConsistent: Bool {
    labels?.isConsistent ?? true && labelVideo?.isConsistent ?? true && overlay?.isConsistent ?? true
      && digests.map { $0.count > 0 && $0.text.length > 0 } ?? true
  }
}

extension NullSink: ResumableSink {
  package func suspend() -> SinkState { SinkState() }
}
