extension SegmentedFrames {
  /// Gives every frame to every sink, in order; the last stage of the pipeline. The stages before it run on meanwhile.
  ///
  /// - Parameters:
  ///   - keeper: writes checkpoints, and has been started; nil: there are none.
  ///   - progress: is told of every frame when all sinks have it; returning false ends the run there.
  ///   - checkInput: is asked at the end whether the input is still what it was; gives the error where it is not.
  /// - Throws: ``PipelineFailure``. Whatever fails, the sinks that got a frame are finished first, so that nothing that
  ///   was produced is lost.
  package func write(
    to sinks: [any Sink], keeper: CheckpointKeeper? = nil, checkInput: (@Sendable () -> (any Error)?)? = nil,
    progress: (SegmentedFrame) -> Bool
  ) async throws -> Summary {
    var keeper = keeper
    var summary = Summary(resumedFrom: keeper?.begin)
    var failure: (any Error)?
    // The last frame that all sinks have; nil where some have more than others.
    var last: SegmentedFrame?
    var frames = self
    frames.carriesStates = keeper != nil
    do {
      for try await frame in frames {
        last = nil
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
    if let last, !summary.isComplete || failure != nil {
      do {
        try await keeper?.write(behind: last, iterations: summary.iterations, sinks: sinks)
      } catch {
        if failure == nil { failure = error }
      }
    }
    // A folder that was made for nothing can only be removed when it is empty.
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
        summary.canResume = false
      } else if summary.isComplete, failure == nil {
        summary.canExtend = await keeper.complete(sinks)
      } else {
        summary.canResume = true
      }
    }
    guard let failure else { return summary }
    throw PipelineFailure(cause: failure, summary: summary)
  }
}

/// What a run did.
public struct Summary: Sendable, Equatable {
  /// Frames written.
  public var frames = 0
  /// Training iterations over all frames.
  public var iterations = 0
  /// Whether the video was segmented to its end.
  public var isComplete = true
  /// Whether a checkpoint was left from which the run can go on.
  public var canResume = false
  /// Whether one was left from which a run with more frames can go on.
  public var canExtend = false
  /// What was written and where, one line an output.
  public var lines: [String] = []
  /// What was wrong with the input without stopping the run.
  public var warnings: [String] = []
  /// What was done to the pictures that the user may not expect.
  public var notes: [String] = []

  public init() {}

  /// Counts on behind a checkpoint.
  init(resumedFrom checkpoint: Checkpoint?) {
    frames = checkpoint?.frames ?? 0
    iterations = checkpoint?.progress?.iterations ?? 0
    if frames > 0 { lines.append("resumed: \(frames) frames were there") }
  }
}

/// A run that could not go on, and what it had written by then.
public struct PipelineFailure: Error, CustomStringConvertible {
  public let cause: any Error
  public let summary: Summary

  public var description: String { "\(cause)" }
}
