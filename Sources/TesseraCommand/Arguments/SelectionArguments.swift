import ArgumentParser
import Tessera

/// Options for the selection of frames.
struct SelectionArguments: ParsableArguments {
  @Option(help: "Start this long after the first frame: seconds, 1:02.5 or 800ms.")
  var start: TimeArgument?

  @Option(help: "Stop after this long.")
  var duration: TimeArgument?

  @Option(help: "Stop this long after the first frame (alternative to --duration).")
  var end: TimeArgument?

  @Option(help: "Segment only every Nth frame.")
  var every = 1

  @Option(help: "Stop after this many frames.")
  var maxFrames: Int?

  func validate() throws {
    if every < 1 { throw ValidationError("--every must be at least 1, not \(every)") }
    if let maxFrames, maxFrames < 1 { throw ValidationError("--max-frames must be at least 1, not \(maxFrames)") }
    if let duration, duration.seconds <= 0 { throw ValidationError("--duration must be more than 0") }
    if duration != nil, end != nil { throw ValidationError("--duration and --end are mutually exclusive") }
    if let end, end.seconds <= start?.seconds ?? 0 { throw ValidationError("--end must be after --start") }
  }

  var isAll: Bool { selection == .all }

  var selection: FrameSelection {
    let start = start?.seconds ?? 0
    return FrameSelection(
      start: start, duration: duration?.seconds ?? end.map { $0.seconds - start }, every: every, maxFrames: maxFrames)
  }
}
