import Foundation
import Reproduction
import Synchronization

/// Reports an experiment's progress: one updated line on a terminal, plain lines elsewhere, or JSON lines.
final class ExperimentReporter: Sendable {
  private struct State {
    var lastLine: ContinuousClock.Instant?
    /// The method of the last line. The first stills of a slow method take minutes without a report.
    var method: Substring?
    var lineIsShown = false
    var warnings = 0
  }

  private let style: ProgressStyle
  private let isTerminal: Bool
  private let state = Mutex(State())

  init(style: ProgressStyle) {
    self.style = style
    isTerminal = style == .auto && isatty(STDERR_FILENO) == 1
  }

  func show(_ progress: ExperimentProgress, threads: Int) {
    state.withLock { state in
      for warning in progress.warnings.dropFirst(state.warnings) {
        clear(&state)
        printToStandardError("tessera: warning: \(warning)\n")
      }
      state.warnings = progress.warnings.count
      let now = ContinuousClock.now
      let pause: Duration = isTerminal ? .milliseconds(200) : .seconds(5)
      let method = progress.current?.prefix { $0 != "-" }
      let isDue = method != state.method || state.lastLine.map { $0.duration(to: now) >= pause } ?? true
      guard style != .none, isDue || style == .json || progress.mapsDone == progress.maps else { return }
      state.lastLine = now
      state.method = method
      if style == .json {
        printToStandardOutput(jsonLine(ExperimentEvent(progress, threads: threads)))
      } else if isTerminal {
        printToStandardError("\r\u{1B}[2K" + line(progress, threads))
        state.lineIsShown = true
      } else {
        printToStandardError(line(progress, threads) + "\n")
      }
    }
  }

  /// Removes the updated line.
  func clear() { state.withLock { clear(&$0) } }

  private func clear(_ state: inout State) {
    guard state.lineIsShown else { return }
    printToStandardError("\r\u{1B}[2K")
    state.lineIsShown = false
  }

  private func line(_ progress: ExperimentProgress, _ threads: Int) -> String {
    var parts = [
      "\(progress.settingsDone)/\(progress.settings) settings", "\(progress.mapsDone)/\(progress.maps) label maps",
    ]
    if progress.made > 0 { parts[1] += " (\(progress.made) made)" }
    if let current = progress.current { parts.append(current) }
    let left = progress.secondsLeft
    if left.seconds > 0 {
      parts.append((left.isAll ? "" : "over ") + "\(clock(left.seconds / Double(threads))) left")
    }
    return parts.joined(separator: ", ")
  }

  /// Prints the best of each method, and the path of the page.
  func finish(_ comparison: Comparison, page: String) {
    clear()
    if style == .json {
      printToStandardOutput(jsonLine(ExperimentSummary(comparison, page: page)))
      return
    }
    printToStandardOutput(ComparisonTable(comparison: comparison).description + "\nlook at \(page)\n")
  }
}

/// A line of `--progress json`.
private struct ExperimentEvent: Encodable {
  let event = "progress"
  let settingsDone, settings, mapsDone, maps, made: Int
  let setting: String?
  /// nil if unknown.
  let secondsLeft: Double?
  /// Whether the estimate includes all methods.
  let secondsLeftIsAll: Bool

  init(_ progress: ExperimentProgress, threads: Int) {
    settingsDone = progress.settingsDone
    settings = progress.settings
    mapsDone = progress.mapsDone
    maps = progress.maps
    made = progress.made
    setting = progress.current
    let left = progress.secondsLeft
    secondsLeft = left.isAll || left.seconds > 0 ? left.seconds / Double(threads) : nil
    secondsLeftIsAll = left.isAll
  }
}

/// The last line of `--progress json`; figures.json in the same folder has all figures.
private struct ExperimentSummary: Encodable {
  let event = "summary"
  let images, settings: Int
  let page: String
  let warnings: [String]

  init(_ comparison: Comparison, page: String) {
    images = comparison.stills.count
    settings = comparison.methods.reduce(0) { $0 + $1.outcomes.count }
    self.page = page
    warnings = comparison.warnings
  }
}
