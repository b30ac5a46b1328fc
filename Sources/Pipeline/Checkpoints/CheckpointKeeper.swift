import Foundation
import Imaging
import Logging
import Media

/// How often a checkpoint is written.
public enum CheckpointInterval: Sendable, Equatable {
  /// So often that it takes less than a sixtieth of the time, and at most every three seconds.
  case automatic
  /// Every so many frames, ≥ 1.
  case frames(Int)
  case never
}

/// Writes the checkpoints of a run, decides when, and removes the last one when the run is complete.
package struct CheckpointKeeper: Sendable {
  private let path: String
  private let run: RunFingerprint
  private let interval: CheckpointInterval
  private let keptWhenComplete: Kept
  /// What the run goes on from.
  let begin: Checkpoint?
  private var last = ContinuousClock.now
  /// What the last one took.
  private var cost = Duration.zero
  private var framesSince = 0
  private let logger = Logger(label: "tessera")

  /// The time between two is at least this many times what one takes.
  private static let minRatio = 60
  /// In an overlay every checkpoint costs a key frame: that many frames lie between two, or else that much time.
  private static let minFrames = 25
  private static let minTime = Duration.seconds(3)
  private static let enoughTime = Duration.seconds(30)

  /// What is kept of a run that has come to its end.
  package struct Kept: Sendable {
    /// The last checkpoint and the work files, for the run may be extended.
    package var progress = false
    /// What run it was, for nothing else says it.
    package var identity = false
    /// The files that it leaves, whose digest is kept with either.
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
  }

  /// Leaves a checkpoint that says what run was begun, before any file of it is touched.
  package mutating func start() throws {
    try CheckpointFile.write(Checkpoint(run: run, progress: begin?.progress), to: path)
    last = .now
  }

  /// Whether the frame that was just written is one to go on from.
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

  /// All sinks have a frame.
  mutating func noteFrame(_ frame: SegmentedFrame, iterations: Int, sinks: [any Sink]) async throws {
    framesSince += 1
    if isDue { try await write(behind: frame, iterations: iterations, sinks: sinks) }
  }

  /// Writes a checkpoint behind a frame that all sinks have, if there is none.
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
    last = .now
    cost = start.duration(to: last)
    framesSince = 0
    logger.debug("checkpoint behind frame \(frame.index): \((cost / .seconds(1)).shortened) s")
  }

  /// The run has come to its end: removes what was kept in order to go on, but for what is kept in order to extend it.
  ///
  /// - Returns: whether it can be extended.
  func complete(_ sinks: [any Sink]) async -> Bool {
    let last = keptWhenComplete.progress ? try? CheckpointFile.read(path: path) : nil
    if let last, last.progress != nil, keep(last.progress) { return true }
    for case let sink as any ResumableSink in sinks { await sink.removeWorkFiles() }
    if !keptWhenComplete.identity || !keep(nil) { OutputFiles.remove(path) }
    return false
  }

  private func keep(_ progress: Checkpoint.Progress?) -> Bool {
    let checkpoint = Checkpoint(
      run: run, isComplete: true, files: RunFingerprint.digest(of: keptWhenComplete.files), progress: progress)
    return (try? CheckpointFile.write(checkpoint, to: path)) != nil
  }

  /// No frame was written: nothing is to be gone on with.
  func remove(_ sinks: [any Sink]) async {
    OutputFiles.remove(path)
    for case let sink as any ResumableSink in sinks { await sink.removeWorkFiles() }
  }
}
