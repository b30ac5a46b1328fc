/// How much time a run may take, on average: training waits while the run is behind.
///
/// It trades labels for time, and makes them depend on the machine's speed. A forward pass of every frame and a few
/// iterations on the first frame of a shot are made whatever the budget is.
struct TrainingBudget: Sendable {
  /// Wall-clock seconds a frame.
  let secondsPerFrame: Double
  private var begin: ContinuousClock.Instant?
  private var frameBegin: ContinuousClock.Instant?
  private var frames = 0

  /// The first frame of a shot may take as long as so many frames.
  private static let framesForFirst = 25.0
  /// Iterations that a first frame gets in any case.
  static let minIterations = 10

  init(secondsPerFrame: Double) {
    self.secondsPerFrame = secondsPerFrame
  }

  mutating func beginFrame() {
    let now = ContinuousClock.now
    begin = begin ?? now
    frameBegin = now
    frames += 1
  }

  /// Whether the frames so far, this one included, have taken longer than they may.
  var isBehind: Bool { elapsed(since: begin) > secondsPerFrame * Double(frames) }

  /// Whether the first frame of a shot has had its share.
  var isFirstFrameOver: Bool { elapsed(since: frameBegin) > secondsPerFrame * Self.framesForFirst }

  private func elapsed(since start: ContinuousClock.Instant?) -> Double {
    guard let start else { return 0 }
    return start.duration(to: .now) / .seconds(1)
  }
}
