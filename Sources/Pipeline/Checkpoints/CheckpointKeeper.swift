import Foundation
import Imaging
import Logging
import Media

/// How often checkpoints are written.
public enum CheckpointInterval: Sendable, Equatable {
  /// At most every three seconds, and for less than a sixtieth of the time.
  case automatic
  /// Every n frames, ≥ 1.
  case frames(Int)
  case never
}

/// Writes the checkpoints of a run, schedules them, and removes the last one when the run is complete.
package struct CheckpointKeeper: Sendable {
  private let path: String
  private let run: RunFingerprint
  private let interval: CheckpointInterval
  private let keptWhenComplete: Kept
  /// The checkpoint that the run resumes from.
  let begin: Checkpoint?
  /// The number of frames that the last checkpoint holds. Frames that wait for their look-ahead are in none.
  private(set) var savedFrames: Int
  private var last = ContinuousClock.now
  /// The duration of the last checkpoint.
  private var cost = Duration.zero
  private var framesSince = 0
  private let logger = Logger(label: "tessera")

  /// The minimum interval, as a multiple of the duration of a checkpoint.
  private static let minRatio = 60
  /// In an overlay every checkpoint costs a key frame, so the interval is this many frames, or a minimum time.
  private static let minFrames = 25
  private static let minTime = Duration.seconds(3)
  private static let enoughTime = Duration.seconds(30)

  /// What is kept after a run is complete.
  package struct Kept: Sendable {
    /// The last checkpoint and the work files, since the run may be extended.
    package var progress = false
    /// The identity of the run, if nothing else stores it.
    package var identity = false
    /// The output files, whose digest is stored in either case.
    package var files: [String] = []

    package init(progress: Bool = false, identity: Bool = false, files: [String] = []) {
      self.progress = progress
      self.identity = identity
      self.files = files
    }
  }

  package init(
    path: String, run: RunFingerprint, interval: CheckpointInterval, keptWhenComplete: Kept = Kept(),
    begin: Checkpoint? = nil
  ) {
    self.path = path
    self.run = run
    self.interval = interval
    self.keptWhenComplete = keptWhenComplete
    self.begin = begin
    savedFrames = begin?.frames ?? 0
  }

  /// Whether the run goes on behind a complete one. That stays complete until there is a new frame, when the run is started.
  package var extendsCompleteRun: Bool { begin?.isComplete ?? false }

  /// Writes an initial checkpoint that identifies the run, before any of its files is touched.
  package mutating func start() throws(MediaError) {
    try CheckpointFile.write(Checkpoint(run: run, progress: begin?.progress), to: path)
    last = .now
  }

  /// Whether a checkpoint is due after the current frame.
  private var isDue: Bool {
    switch interval {
    case .never: return false
    case .frames(let count): return framesSince >= count
    case .automatic:
      let elapsed = last.duration(to: .now)
      guard elapsed >= cost * Self.minRatio else { return false }
      return elapsed >= Self.enoughTime || framesSince >= Self.minFrames && elapsed >= Self.minTime
    }
  }

  /// Called when all sinks have a frame.
  mutating func noteFrame(_ frame: SegmentedFrame, iterations: Int, sinks: [any Sink]) async throws {
    framesSince += 1
    if isDue { try await write(behind: frame, iterations: iterations, sinks: sinks) }
  }

  /// Writes a checkpoint after a frame that all sinks have, unless there is one.
  mutating func write(behind frame: SegmentedFrame, iterations: Int, sinks: [any Sink]) async throws {
    guard framesSince > 0, let states = frame.states else { return }
    let start = ContinuousClock.now
    var suspended: [SinkState] = []
    for case let sink as any ResumableSink in sinks { suspended.append(try await sink.suspend()) }
    guard suspended.count == sinks.count else { return }
    let progress = Checkpoint.Progress(
      position: Position(index: frame.index, time: frame.time), iterations: iterations, states: states,
      sinks: suspended)
    try CheckpointFile.write(Checkpoint(run: run, progress: progress), to: path)
    savedFrames = frame.index + 1
    last = .now
    cost = start.duration(to: last)
    framesSince = 0
    logger.debug("checkpoint after frame \(frame.index): \((cost / .seconds(1)).shortened) s")
  }

  /// The run is complete: removes its checkpoint and work files, except what is kept for extending it.
  ///
  /// - Returns: whether it can be extended.
  func complete(_ sinks: [any Sink]) async -> Bool {
    let last = keptWhenComplete.progress ? try? CheckpointFile.read(path: path) : nil
    if let last, last.progress != nil, keep(last.progress) { return true }
    // The checkpoint goes first: if the run is killed here, one without its work files could not be resumed.
    if !keptWhenComplete.identity || !keep(nil) { OutputFiles.remove(path) }
    for case let sink as any ResumableSink in sinks { await sink.removeWorkFiles() }
    return false
  }

  private func keep(_ progress: Checkpoint.Progress?) -> Bool {
    let checkpoint = Checkpoint(
      run: run, isComplete: true, files: RunFingerprint.digest(of: keptWhenComplete.files), progress: progress)
    return (try? CheckpointFile.write(checkpoint, to: path)) != nil
  }

  /// No frame was written: removes the checkpoint.
  func remove(_ sinks: [any Sink]) async {
    OutputFiles.remove(path)
    for case let sink as any ResumableSink in sinks { await sink.removeWorkFiles() }
  }
}
