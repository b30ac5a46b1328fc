extension SegmentedFrames {
  /// Passes every frame to every sink, in order; the last stage of the pipeline. Earlier stages run ahead.
  ///
  /// - Parameters:
  ///   - keeper: writes checkpoints, and must be started unless it extends a complete run; nil: none are written.
  ///   - progress: called for every frame after all sinks have it; returning false ends the run.
  ///   - checkInput: called at the end to check that the input was not changed; returns the error if it was.
  /// - Throws: ``PipelineFailure``. On any failure, sinks that got a frame are finished first, so that results are
  ///   not lost.
  package func write(
    to sinks: [any Sink], keeper: CheckpointKeeper? = nil, checkInput: (@Sendable () -> (any Error)?)? = nil,
    progress: (SegmentedFrame) -> Bool
  ) async throws -> RunSummary {
    var keeper = keeper
    var summary = RunSummary(resumedFrom: keeper?.begin)
    var failure: (any Error)?
    // The last frame that all sinks have; nil if some sinks have more.
    var last: SegmentedFrame?
    var isUntouched = true
    var frames = self
    frames.carriesStates = keeper != nil
    do {
      for try await frame in frames {
        if isUntouched, keeper?.extendsCompleteRun ?? false { try keeper?.start() }
        (last, isUntouched) = (nil, false)
        let start = ContinuousClock.now
        defer { times?.add(start.duration(to: .now), to: "write") }
        for sink in sinks {
          do {
            try await sink.write(frame)
          } catch {
            throw FrameError(stage: "write", index: frame.index, time: frame.time, cause: error)
          }
        }
        summary.frames += 1
        summary.iterations += frame.iterations
        try await keeper?.noteFrame(frame, iterations: summary.iterations, sinks: sinks)
        last = frame
        guard progress(frame) else {
          summary.isComplete = false
          break
        }
      }
      if isStopRequested() { summary.isComplete = false }
      if summary.isComplete { failure = checkInput?() }
    } catch {
      failure = error
    }
    await stop()
    summary.warnings = await warnings
    summary.notes = await notes
    if isUntouched, let keeper, keeper.extendsCompleteRun, !summary.isComplete || failure != nil {
      (summary.frames, summary.iterations, summary.resumePoint) = (0, 0, keeper.savedFrames)
      summary.lines = ["there is no new frame; the earlier results are unchanged"]
      guard let failure else { return summary }
      throw PipelineFailure(cause: failure, summary: summary)
    }
    if let last, !summary.isComplete || failure != nil {
      do {
        try await keeper?.write(behind: last, iterations: summary.iterations, sinks: sinks)
      } catch {
        if failure == nil { failure = error }
      }
    }
    // A folder without results can be removed only when it is empty.
    if summary.frames == 0 { await keeper?.remove(sinks) }
    for sink in sinks {
      guard summary.frames > 0 else {
        await sink.discard()
        continue
      }
      do {
        summary.lines += try await sink.finish(isComplete: summary.isComplete && failure == nil)
      } catch {
        await sink.discard()
        if failure == nil { failure = error }
      }
    }
    if let keeper {
      if summary.frames == 0 {
        summary.resumePoint = nil
      } else if summary.isComplete, failure == nil {
        summary.extensionPoint = await keeper.complete(sinks) ? keeper.savedFrames : nil
      } else {
        summary.resumePoint = keeper.savedFrames
      }
    }
    guard let failure else { return summary }
    throw PipelineFailure(cause: failure, summary: summary)
  }
}

/// The result of a run.
public struct RunSummary: Sendable, Equatable {
  /// Frames written.
  public var frames = 0
  /// Training iterations over all frames.
  public var iterations = 0
  /// Whether the video was segmented to its end.
  public var isComplete = true
  /// The frame at which a resumed run continues, from 0: it keeps the frames before it. At 0 it starts again. Nil if the
  /// run is complete, or can not be resumed.
  public var resumePoint: Int?
  /// Whether a checkpoint with frames was left, from which the run can be resumed.
  public var canResume: Bool { (resumePoint ?? 0) > 0 }
  /// The frame at which an extension of a complete run by more frames continues: it keeps the frames before it. Nil if no
  /// checkpoint was left for it.
  public var extensionPoint: Int?
  /// Whether a checkpoint was left for extending the run by more frames.
  public var canExtend: Bool { extensionPoint != nil }
  /// What was written and where, one line per output.
  public var lines: [String] = []
  /// Warnings about the input.
  public var warnings: [String] = []
  /// Conversions of the pictures that the user may not expect.
  public var notes: [String] = []

  public init() {}

  /// Starts with the counts of a checkpoint.
  init(resumedFrom checkpoint: Checkpoint?) {
    frames = checkpoint?.frames ?? 0
    iterations = checkpoint?.progress?.iterations ?? 0
    if frames > 0 { lines.append("resumed: \(frames) frames were there") }
  }
}

/// An error that ended a run, and what was written before.
public struct PipelineFailure: Error, CustomStringConvertible {
  /// A ``FrameError`` if a frame caused it. Otherwise a `MediaError` for a file, ``CheckpointError`` or a
  /// `RelabelError` for a changed input, the error of your own `FrameSource` before its first picture or of your own
  /// ``Sink`` at the end, or a `CancellationError`.
  public let cause: any Error
  /// What was written and completed before.
  public let summary: RunSummary

  package init(cause: any Error, summary: RunSummary) {
    self.cause = cause
    self.summary = summary
  }

  /// The description of the cause.
  public var description: String { "\(cause)" }
}
