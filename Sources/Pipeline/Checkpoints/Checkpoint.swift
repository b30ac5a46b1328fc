import Imaging
import Media

/// The state of a run, complete enough to resume it as if it had never stopped.
package struct Checkpoint: Sendable, Codable {
  /// The run that it belongs to.
  let run: RunFingerprint
  /// Whether the run is complete. Such a checkpoint is kept if the run may be extended, or if nothing else identifies
  /// the run.
  package let isComplete: Bool
  /// A digest of the files of a complete run, as of inputs; nil if there are only label folders.
  package let files: String?
  /// The progress of the run; nil before its first frame.
  let progress: Progress?

  package struct Progress: Sendable, Codable {
    /// The last frame that all sinks have.
    let position: Position
    /// The training iterations so far.
    let iterations: Int
    let states: StageStates
    /// In the order of the outputs, without those that are made at the end of the run.
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

  /// The number of frames already segmented.
  package var frames: Int { progress.map { $0.position.index + 1 } ?? 0 }
  package var position: Position? { progress?.position }
  package var states: StageStates? { progress?.states }

  /// The state of a sink.
  package func sink(_ place: Int) -> SinkState? {
    progress.flatMap { $0.sinks.indices.contains(place) ? $0.sinks[place] : nil }
  }

  /// Whether all frames of another run are done.
  package func holds(all run: RunFingerprint) -> Bool { isComplete && self.run.hasSelection(of: run) }

  /// Throws if another run can not resume from it; the other run may have more frames.
  ///
  /// - Parameters:
  ///   - path: the file it was read from.
  ///   - size: the working size.
  ///   - sinks: the number of outputs that get the frames; nil: all of the run.
  package func check(
    _ path: String, continues run: RunFingerprint, settings: PipelineSettings, size: PictureSize,
    sinks: Int? = nil
  ) throws(CheckpointError) {
    if let difference = self.run.difference(from: run) { throw .otherRun(path: path, difference: difference) }
    guard let progress else { return }
    guard (0..<Int.max / 2).contains(progress.position.index), (0..<Int.max / 2).contains(progress.iterations),
      progress.sinks.count == sinks ?? run.outputs.count, progress.sinks.allSatisfy(\.isConsistent),
      progress.states.isConsistent(with: settings, for: size)
    else { throw .damaged(path: path, reason: "its values are inconsistent") }
  }
}

/// A frame, and its time for identification.
package struct Position: Sendable, Equatable, Codable {
  /// The index among the selected frames, from 0.
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
