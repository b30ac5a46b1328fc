import Foundation
import Imaging
import Pipeline
import Tessera

/// A `--progress json` line for one written frame.
struct FrameEvent: Encodable {
  let event = "frame"
  let index: Int
  let pts: Int64
  let timeBase: String
  let seconds: Double
  let labels: Int
  let iterations: Int
  let loss: Float?
  let frames: Int
  let totalFrames: Int?
  let framesPerSecond: Double
  let secondsLeft: Double?

  /// - Parameters:
  ///   - rate: frames per second.
  ///   - left: seconds; nil if unknown.
  init(_ frame: SegmentedFrame, labels: Int, of total: Int?, rate: Double, left: Double?) {
    index = frame.index
    pts = frame.time.ticks
    timeBase = frame.time.timeBase.description
    seconds = frame.time.seconds
    self.labels = labels
    iterations = frame.iterations
    loss = frame.loss.flatMap { $0.isFinite ? $0 : nil }
    let frames = frame.index + 1
    self.frames = frames
    totalFrames = total
    framesPerSecond = rate
    secondsLeft = left
  }
}

/// The last line of `--progress json`.
struct SummaryEvent: Encodable {
  let event = "summary"
  let frames: Int
  let iterations: Int
  let isComplete: Bool
  let canResume: Bool
  let canExtend: Bool
  let seconds: Double
  let outputs: [String]
  let warnings: [String]
  let notes: [String]
  let error: String?

  init(_ summary: RunSummary, seconds: Double, error: String?) {
    frames = summary.frames
    iterations = summary.iterations
    isComplete = summary.isComplete && error == nil
    canResume = summary.canResume
    canExtend = summary.canExtend
    self.seconds = seconds
    outputs = summary.lines
    warnings = summary.warnings
    notes = summary.notes
    self.error = error
  }
}

/// The only line of `--progress json` if nothing was written.
struct ErrorEvent: Encodable {
  let event = "error"
  let message: String
  let exitCode: Int32
}

func jsonLine(_ event: some Encodable) -> String {
  let encoder = JSONEncoder()
  encoder.keyEncodingStrategy = .convertToSnakeCase
  encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
  guard let data = try? encoder.encode(event) else { return "" }
  return printableJSON(data) + "\n"
}
