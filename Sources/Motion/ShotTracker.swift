import Imaging
import Parallelism

/// Tracks points from frame to frame, detects hard cuts, and recognizes a shot that returns.
///
/// A frame continues its shot if motion explains enough of it: points that pass the forward-backward check and look
/// alike in both frames. At a cut hardly any do. The last frame of each shot is kept and compared with a frame after
/// a cut, so that a shot can return: A – B – A. A blank frame, such as a flash or a black frame, is not a cut: points
/// stay where they are.
///
/// A value type. Its memory does not grow with the video.
package struct ShotTracker: Sendable {
  /// Below this explained fraction a frame begins a new shot.
  package static let minExplained = 0.33
  /// A frame after a cut continues an earlier shot if at least this fraction is explained by that shot's last frame.
  package static let enoughForReturn = 0.5

  /// Longer runs of blank frames are a shot, not a flash.
  package static let maxBlanks = 12

  /// The maximum number of shots kept.
  package static let rememberedShots = 8

  struct Shot: RememberedShot {
    let number: Int
    var last: GrayPyramid
  }

  private let search: DenseInverseSearch
  /// In least-recently-used order; the current one is the last.
  var shots = ShotMemory<Shot>()
  var issued = 0
  var time: Double?
  /// Blank frames since the last frame with content.
  var blanks = 0

  package init(workers: Workers) {
    search = DenseInverseSearch(workers: workers)
  }

  /// The correspondence of the next frame.
  ///
  /// - Parameter seconds: its presentation time.
  package mutating func next(_ picture: Picture, at seconds: Double) -> FrameCorrespondence {
    let interval = interval(to: seconds)
    let pyramid = GrayPyramid(picture)
    guard let current = shots.last, current.last.size == pyramid.size else { return begin(pyramid, interval) }
    if let stay = stay(pyramid, interval) { return stay }
    let step = Step(from: current.last, to: pyramid, search: search)
    if step.explained >= Self.minExplained {
      shots[shots.count - 1].last = pyramid
      return correspondence(of: current.number, step, interval)
    }
    let returns = shots.indices.dropLast().filter { shots[$0].last.size == pyramid.size }
      .map { (place: $0, step: Step(from: shots[$0].last, to: pyramid, search: search)) }
    guard let best = returns.max(by: { $0.step.explained < $1.step.explained }),
      best.step.explained >= Self.enoughForReturn
    else { return begin(pyramid, interval) }
    var shot = shots[best.place]
    shot.last = pyramid
    shots.enter(shot)
    return correspondence(of: shot.number, best.step, interval)
  }

  /// The correspondence of the next frame of the current shot, which was found before not to end here.
  ///
  /// - Parameter seconds: its presentation time.
  package mutating func follow(_ picture: Picture, at seconds: Double) -> FrameCorrespondence {
    let interval = interval(to: seconds)
    let pyramid = GrayPyramid(picture)
    guard let current = shots.last, current.last.size == pyramid.size else { return begin(pyramid, interval) }
    if let stay = stay(pyramid, interval) { return stay }
    shots[shots.count - 1].last = pyramid
    return correspondence(of: current.number, Step(from: current.last, to: pyramid, search: search), interval)
  }

  /// The correspondence of a frame after a cut, whose shot was found before.
  ///
  /// - Parameters:
  ///   - shot: its number. If it is known, it returns.
  ///   - seconds: the frame's presentation time.
  ///   - previous: that of the frame before it; nil if it is the first one.
  package mutating func enter(
    _ shot: Int, _ picture: Picture, at seconds: Double, after previous: Double?
  ) -> FrameCorrespondence {
    time = previous
    blanks = 0
    let interval = interval(to: seconds)
    let pyramid = GrayPyramid(picture)
    guard var known = shots.take(shot), known.last.size == pyramid.size else {
      issued = shot
      return begin(pyramid, interval)
    }
    let step = Step(from: known.last, to: pyramid, search: search)
    known.last = pyramid
    shots.enter(known)
    return correspondence(of: shot, step, interval)
  }

  /// Takes a frame as the last one of a shot, without its correspondence.
  package mutating func prime(_ shot: Int, _ picture: Picture, at seconds: Double) {
    time = seconds
    blanks = 0
    shots.enter(Shot(number: shot, last: GrayPyramid(picture)))
  }

  private mutating func interval(to seconds: Double) -> Double {
    defer { time = seconds }
    return time.map { min(max(seconds - $0, 0.001), 1) } ?? 0.04
  }

  /// The correspondence of a blank frame between others; nil for other frames.
  private mutating func stay(_ pyramid: GrayPyramid, _ interval: Double) -> FrameCorrespondence? {
    guard let current = shots.last else { return nil }
    blanks = pyramid.isBlank && !current.last.isBlank ? blanks + 1 : 0
    guard (1...Self.maxBlanks).contains(blanks) else { return nil }
    // The blank frame is not stored: the next frame is compared with the last one that had content.
    let stay = (0..<pyramid.size.count).map { Int32($0) }
    return FrameCorrespondence(shot: current.number, backward: stay, seconds: interval, change: 0, isBlank: true)
  }

  private func correspondence(of shot: Int, _ step: Step, _ interval: Double) -> FrameCorrespondence {
    FrameCorrespondence(
      shot: shot, backward: step.backward, seconds: interval, change: 1 - step.explained,
      residual: ResidualMotion(backwardFlow: step.backwardFlow, backward: step.backward, texture: step.texture))
  }

  private mutating func begin(_ pyramid: GrayPyramid, _ interval: Double) -> FrameCorrespondence {
    shots.enter(Shot(number: issued, last: pyramid))
    issued += 1
    return FrameCorrespondence(shot: issued - 1, backward: nil, seconds: interval, change: 1)
  }
}

/// The motion from one frame to another, and how well it explains the later one.
private struct Step {
  /// As in ``FrameCorrespondence/backward``.
  let backward: [Int32]
  /// From the later frame to the earlier one, unchecked.
  let backwardFlow: FlowField
  /// Of the later frame.
  let texture: StructureTensor
  /// The fraction of pixels, 0…1, that show a point of the earlier frame at similar luma.
  let explained: Double

  /// The tolerance of a point's luma difference, 0…255, beyond the global change of luma.
  private static let tolerance: Float = 24
  /// The tolerance for points that fail the flow check, as untextured ones do.
  private static let strictTolerance: Float = 6

  init(from earlier: GrayPyramid, to later: GrayPyramid, search: DenseInverseSearch) {
    let correspondence = Correspondence(earlier: earlier, later: later, search: search)
    let (old, new) = (earlier.luma, later.luma)
    var backward = correspondence.backward
    let median = Self.median(
      of: backward.indices.lazy.filter { backward[$0] >= 0 }.map { new[$0] - old[Int(backward[$0])] })
    var alike = 0
    for n in backward.indices {
      let checked = backward[n] >= 0
      let place = checked ? Int(backward[n]) : correspondence.backwardFlow.target(of: n)
      guard let place, abs(new[n] - old[place] - median) <= (checked ? Self.tolerance : Self.strictTolerance) else {
        continue
      }
      backward[n] = Int32(place)
      alike += 1
    }
    self.backward = backward
    backwardFlow = correspondence.backwardFlow
    texture = StructureTensor(luma: new, size: later.size)
    explained = Double(alike) / Double(max(1, new.count))
  }

  /// Rounded to a whole gray value.
  private static func median(of changes: some Sequence<Float>) -> Float {
    var histogram = [Int](repeating: 0, count: 511)
    for change in changes { histogram[Int(max(-255, min(255, change)).rounded()) + 255] += 1 }
    let half = histogram.reduce(0, +) / 2
    var below = 0
    for (place, count) in histogram.enumerated() {
      below += count
      if below > half { return Float(place - 255) }
    }
    return 0
  }
}
