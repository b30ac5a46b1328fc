import Imaging
import Media

/// All that a run needs to go on as if it had never been stopped.
package struct Checkpoint: Sendable, Codable {
  /// Which run it belongs to.
  let run: RunFingerprint
  /// Whether the run has come to its end. It is kept where the run may be extended, or where nothing else says what run it
  /// was.
  package let isComplete: Bool
  /// A digest of the files that a run which is complete has left, as of inputs; nil where there are none but label folders.
  package let files: String?
  /// How far the run was; nil before its first frame.
  let progress: Progress?

  package struct Progress: Sendable, Codable {
    /// The last frame that all sinks have.
    let position: Position
    /// Training iterations up to there.
    let iterations: Int
    let states: StageStates
    /// In the order of the outputs.
    let sinks: [SinkState]

    package init(position: Position, iterations: Int, states: StageStates, sinks: [SinkState]) {
      self.position = position
      self.iterations = iterations
      self.states = states
      self.sinks = sinks
    }
  }

  package init(
    run: RunFingerprint, isComplete: Bool = false, files: String? = nil, progress: Progress? = nil
  ) {
    self.run = run
    self.isComplete = isComplete
    self.files = files
    self.progress = progress
  }

  /// Frames that need not be segmented again.
  package var frames: Int { progress.map { $0.position.index + 1 } ?? 0 }
  package var position: Position? { progress?.position }
  package var states: StageStates? { progress?.states }

  /// What the sink of an output goes on with.
  package func sink(_ place: Int) -> SinkState? {
    progress.flatMap { $0.sinks.indices.contains(place) ? $0.sinks[place] : nil }
  }

  /// Whether all that another run would make was made.
  package func holds(all run: RunFingerprint) -> Bool { isComplete && self.run.hasSelection(of: run) }

  /// Throws where the run that wants to go on is another than the one that was stopped; it may have more frames.
  ///
  /// - Parameters:
  ///   - path: where it was read from.
  ///   - size: the working size.
  package func check(
    _ path: String, continues run: RunFingerprint, settings: PipelineSettings, size: Size
  ) throws(CheckpointError) {
    if let difference = self.run.difference(from: run) { throw .otherRun(path: path, difference: difference) }
    guard let progress else { return }
    guard (0..<Int.max / 2).contains(progress.position.index), (0..<Int.max / 2).contains(progress.iterations),
      progress.sinks.count == run.outputs.count, progress.sinks.allSatisfy(\.isConsistent),
      progress.states.isConsistent(with: settings, for: size)
    else { throw .damaged(path: path, reason: "its values contradict each other") }
  }
}

/// A frame that was reached, and its time, by which it is recognized.
package struct Position: Sendable, Equatable, Codable {
  /// The place among the frames that are segmented, from 0.
  package let index: Int
  private let ticks: Int64
  private let timeBase: Rational

  package init(index: Int, time: MediaTime) {
    self.index = index
    ticks = time.ticks
    timeBase = time.timeBase
  }

  package var time: MediaTime { MediaTime(ticks: ticks, timeBase: timeBase) }
}
