/// Limits the average time of a run: training pauses while the run is behind.
///
/// It trades quality for time, and makes labels depend on the machine's speed. A forward pass of every frame and a
/// few iterations on the first frame of a shot are always made.
struct TrainingBudget: Sendable {
  /// Wall-clock seconds per frame.
  let secondsPerFrame: Double
  private var begin: ContinuousClock.Instant?
  private var frameBegin: ContinuousClock.Instant?
  private var frames = 0

  /// The time limit for the first frame of a shot, as a multiple of the limit per frame.
  private static let framesForFirst = 25.0
  /// The minimum number of iterations on a first frame.
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

  /// Whether the frames so far, including this one, have exceeded their time.
  var isBehind: Bool { elapsed(since: begin) > secondsPerFrame * Double(frames) }

  /// Whether the first frame of a shot has used its time.
  var isFirstFrameOver: Bool { elapsed(since: frameBegin) > secondsPerFrame * Self.framesForFirst }

  private func elapsed(since start: ContinuousClock.Instant?) -> Double {
    guard let start else { return 0 }
    return start.duration(to: .now) / .seconds(1)
  }
}
