import ArgumentParser
import Foundation
import Pipeline
import Synchronization
import Tessera

/// Reports a run's progress: a bar on a terminal, plain lines elsewhere, or JSON lines.
///
/// Bar and plain lines go to standard error, JSON lines and the summary to standard output.
final class ProgressReporter: Sendable {
  private enum Mode { case bar, plain, json, none }

  private struct State {
    var start = ContinuousClock.now
    var lastLine: ContinuousClock.Instant?
    var total: Int?
    var frames = 0
    /// Frames whose training has begun. With regions several of them precede the first finished frame.
    var trained = 0
    /// The time and count when the first frame was finished: its training does not predict that of later frames.
    var anchor: (time: ContinuousClock.Instant, done: Int)?
    /// Frames from before the run was resumed.
    var framesBefore = 0
    var labels = 0
    var loss: Float?
    var barIsShown = false
    /// The input, for errors of a frame.
    var input: String?
    /// The deadline in seconds.
    var deadline: Double?
    var deadlineIsDoubted = false
    /// Whether standard output is an output of the run, so that everything else goes to standard error.
    var keepsOffStandardOutput = false
  }

  private let mode: Mode
  private let isQuiet: Bool
  private let state = Mutex(State())

  /// - Parameter isQuiet: whether the summary is omitted.
  init(style: ProgressStyle, isQuiet: Bool = false) {
    self.isQuiet = isQuiet
    mode =
      switch style {
      case .auto: isatty(STDERR_FILENO) == 1 ? .bar : .plain
      case .plain: .plain
      case .json: .json
      case .none: .none
      }
  }

  func leaveStandardOutput() { state.withLock { $0.keepsOffStandardOutput = true } }

  /// - Parameters:
  ///   - totalFrames: nil if unknown.
  ///   - input: named by errors of its frames; nil: they name it themselves.
  ///   - deadline: seconds; nil: none.
  func begin(totalFrames: Int?, of input: String? = nil, deadline: Double? = nil) {
    state.withLock {
      let keepsOff = $0.keepsOffStandardOutput
      $0 = State()
      $0.keepsOffStandardOutput = keepsOff
      $0.total = totalFrames
      $0.input = input
      $0.deadline = deadline
    }
  }

  /// Announces the current input of several.
  func announce(_ input: String) {
    guard !isQuiet, mode != .json else { return }
    state.withLock { print("\(input):\n", $0) }
  }

  /// Prints a note that the user may not expect.
  func note(_ text: String) {
    if mode != .json, !isQuiet { printToStandardError("tessera: note: \(text)\n") }
  }

  /// Reports a training iteration; shown until the first frame is finished.
  func iteration(_ done: Int, of total: Int, loss: Float) {
    state.withLock { state in
      if done == 1 { state.trained += 1 }
      anchor(&state)
      doubtDeadline(&state)
      guard mode == .bar || mode == .plain, state.frames == 0, isDue(&state, every: mode == .bar ? 0.1 : 1) else {
        return
      }
      let ahead =
        state.total.map { "looking ahead, \(state.trained)/\($0) frames" } ?? "looking ahead, \(state.trained) frames"
      let place = state.trained < 2 ? "first frame" : ahead
      show("\(clock(elapsed(state))) \(place), iteration \(done)/\(total), loss \(fixed(Double(loss), 3))", &state)
    }
  }

  func frame(_ frame: SegmentedFrame) {
    let labels = frame.labels.regionCount
    state.withLock { state in
      if state.frames == 0 { state.framesBefore = frame.index }
      state.frames = frame.index + 1
      state.labels = labels
      state.loss = frame.loss
      anchor(&state)
      doubtDeadline(&state)
      switch mode {
      case .none: break
      case .json: emit(FrameEvent(frame, labels: labels, of: state.total, rate: rate(state), left: left(state)), state)
      case .bar, .plain:
        if isDue(&state, every: mode == .bar ? 0.1 : 1) { show(line(state), &state) }
      }
    }
  }

  /// Shows how far the report is.
  func reporting(_ done: Int, of total: Int) {
    state.withLock { state in
      guard mode == .bar || mode == .plain, isDue(&state, every: mode == .bar ? 0.1 : 5, isLast: done == total) else {
        return
      }
      show("\(clock(elapsed(state))) report, \(done)/\(total) frames", &state)
    }
  }

  /// Shows how far an export is.
  func exporting(_ format: String, _ done: Int) {
    state.withLock { state in
      guard mode == .bar || mode == .plain, isDue(&state, every: mode == .bar ? 0.1 : 5, isLast: false) else { return }
      show("\(clock(elapsed(state))) \(format), \(done) frames", &state)
    }
  }

  /// Prints the summary: what was written and where.
  func finish(_ summary: RunSummary, failure: PipelineFailure? = nil) {
    state.withLock { state in
      clear(&state)
      let seconds = elapsed(state)
      for warning in summary.warnings where mode != .json { printToStandardError("tessera: warning: \(warning)\n") }
      for note in summary.notes where mode != .json && !isQuiet { printToStandardError("tessera: note: \(note)\n") }
      let error = failure.map { message(of: $0, input: state.input) }
      if let error { printError(error) }
      if let deadline = state.deadline, mode != .json, seconds > 1.1 * deadline {
        printToStandardError("tessera: warning: --deadline \(clock(deadline)) was not met: it took \(clock(seconds))\n")
      }
      if mode == .json {
        emit(SummaryEvent(summary, seconds: seconds, error: error), state)
        return
      }
      guard !isQuiet else { return }
      var lines = summary.lines
      if summary.frames > 0 {
        lines.append(
          "\(summary.frames) frame\(summary.frames == 1 ? "" : "s")"
            + (summary.iterations > 0 ? ", \(summary.iterations) iterations" : "")
            + " in \(fixed(seconds, 1)) s"
            + (lines.isEmpty ? ", nothing written" : "")
            + (summary.isComplete && failure == nil ? "" : " (not to the end)"))
      }
      if let point = summary.resumePoint {
        lines.append(
          "the same command with --resume "
            + (point > 0 ? "continues from frame \(point)" : "starts again: there is no checkpoint of a frame"))
      }
      if let point = summary.extensionPoint {
        lines.append("--resume with more frames continues from frame \(point)")
      }
      if lines.isEmpty { lines.append("nothing was written") }
      print(lines.joined(separator: "\n") + "\n", state)
    }
  }

  /// The error, with the input if it is of a frame and does not name it.
  private func message(of failure: PipelineFailure, input: String?) -> String {
    let text = failure.description
    guard failure.cause is FrameError, let input, !text.contains(": \(input): ") else { return text }
    return "\(input): \(text)"
  }

  /// The run failed before anything was written.
  func fail(_ error: any Error) {
    let message = error is CancellationError ? "stopped; nothing was written" : "\(error)"
    state.withLock { state in
      clear(&state)
      printError(message)
      if mode == .json { emit(ErrorEvent(message: message, exitCode: Exit.code(for: error).rawValue), state) }
    }
  }

  private func emit(_ event: some Encodable, _ state: State) { print(jsonLine(event), state) }

  private func print(_ text: String, _ state: State) {
    if state.keepsOffStandardOutput { printToStandardError(text) } else { printToStandardOutput(text) }
  }

  // MARK: - Lines

  private func line(_ state: State) -> String {
    let line = ProgressLine(
      frames: state.frames, total: state.total, elapsed: elapsed(state), left: left(state), rate: rate(state),
      labels: state.labels, loss: state.loss)
    return mode == .bar ? line.bar(columns: terminalColumns()) : line.plain
  }

  /// Finished frames. Training takes most of the time, so frames waiting for their regions count as finished.
  private func done(_ state: State) -> Int { max(state.frames - state.framesBefore, state.trained - 1) }

  /// Warns once if even the minimum training exceeds the deadline.
  private func doubtDeadline(_ state: inout State) {
    guard let deadline = state.deadline, !state.deadlineIsDoubted, let anchor = state.anchor,
      done(state) >= anchor.done + 3, let left = left(state), elapsed(state) + left > 1.1 * deadline
    else { return }
    state.deadlineIsDoubted = true
    clear(&state)
    let needed = clock(elapsed(state) + left)
    printToStandardError("tessera: warning: --deadline \(clock(deadline)) can not be met: about \(needed) are needed\n")
  }

  private func anchor(_ state: inout State) {
    if state.anchor == nil, done(state) > 0 { state.anchor = (.now, done(state)) }
  }

  /// Seconds left; nil if unknown.
  private func left(_ state: State) -> Double? {
    guard let total = state.total, total > state.frames, let anchor = state.anchor, done(state) > anchor.done else {
      return nil
    }
    let rest = max(0, total - state.framesBefore - done(state))
    return Double(rest) * (anchor.time.duration(to: .now) / .seconds(1)) / Double(done(state) - anchor.done)
  }

  private func show(_ line: String, _ state: inout State) {
    if mode == .bar {
      writeToStandardError("\r\u{1B}[2K" + String(line.prefix(max(1, terminalColumns() - 1))))
      state.barIsShown = true
    } else {
      printToStandardError(line + "\n")
    }
  }

  private func clear(_ state: inout State) {
    guard state.barIsShown else { return }
    writeToStandardError("\r\u{1B}[2K")
    state.barIsShown = false
  }

  private func isDue(_ state: inout State, every seconds: Double, isLast: Bool? = nil) -> Bool {
    let now = ContinuousClock.now
    if let last = state.lastLine, last.duration(to: now) < .seconds(seconds), !(isLast ?? (state.frames == state.total))
    {
      return false
    }
    state.lastLine = now
    return true
  }

  /// Frames per second.
  private func rate(_ state: State) -> Double {
    Double(state.frames - state.framesBefore) / max(elapsed(state), 1e-9)
  }

  private func elapsed(_ state: State) -> Double { state.start.duration(to: .now) / .seconds(1) }
}
