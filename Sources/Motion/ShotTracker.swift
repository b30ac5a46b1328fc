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
    let search = search
    let (shot, relation) = assign(pyramid) { earlier, _ in Step(from: earlier, to: pyramid, search: search) }
    switch relation {
    case .begins: return first(of: shot, interval)
    case .isBlank: return still(of: shot, pyramid.size, interval)
    case .follows(let step): return correspondence(of: shot, step, interval, pyramid)
    }
  }

  /// The shot of the next frame, as ``next(_:at:)`` finds it, without its correspondence.
  ///
  /// - Parameter explained: the fraction that the previous frame explains, from ``explained(_:by:)``; nil: it is found
  ///   where it is needed.
  package mutating func shot(of pyramid: GrayPyramid, explained: Double?) -> Int {
    let search = search
    return assign(pyramid) { earlier, isPrevious in
      if isPrevious, let explained { return explained }
      return Step(from: earlier, to: pyramid, search: search).explained
    }.shot
  }

  /// The fraction, 0…1, of a frame that the previous frame explains; nil if it does not matter, for a blank frame and
  /// after one of another size. It depends on the two frames only.
  package static func explained(_ pyramid: GrayPyramid, by previous: GrayPyramid) -> Double? {
    guard previous.size == pyramid.size, !pyramid.isBlank || previous.isBlank else { return nil }
    return Step(from: previous, to: pyramid, search: DenseInverseSearch(workers: Workers(count: 1))).explained
  }

  /// How a frame relates to its shot.
  private enum Relation<Match> {
    /// It is the first frame.
    case begins
    /// It is blank, and says nothing.
    case isBlank
    case follows(Match)
  }

  /// Assigns the next frame to a shot.
  ///
  /// - Parameter match: compares it with an earlier frame; `isPrevious` if that is the one before it.
  private mutating func assign<Match: ShotMatch>(
    _ pyramid: GrayPyramid, match: (_ earlier: GrayPyramid, _ isPrevious: Bool) -> Match
  ) -> (shot: Int, relation: Relation<Match>) {
    let isPrevious = !(1...Self.maxBlanks).contains(blanks)
    guard let current = shots.last, current.last.size == pyramid.size else { return (begin(pyramid), .begins) }
    if stays(pyramid) { return (current.number, .isBlank) }
    let step = match(current.last, isPrevious)
    if step.explained >= Self.minExplained {
      shots[shots.count - 1].last = pyramid
      return (current.number, .follows(step))
    }
    let returns = shots.indices.dropLast().filter { shots[$0].last.size == pyramid.size }
      .map { (place: $0, step: match(shots[$0].last, false)) }
    guard let best = returns.max(by: { $0.step.explained < $1.step.explained }),
      best.step.explained >= Self.enoughForReturn
    else { return (begin(pyramid), .begins) }
    var shot = shots[best.place]
    shot.last = pyramid
    shots.enter(shot)
    return (shot.number, .follows(best.step))
  }

  /// The correspondence of the next frame of the current shot, which was found before not to end here.
  ///
  /// - Parameter seconds: its presentation time.
  package mutating func follow(_ picture: Picture, at seconds: Double) -> FrameCorrespondence {
    let interval = interval(to: seconds)
    let pyramid = GrayPyramid(picture)
    guard let current = shots.last, current.last.size == pyramid.size else {
      return first(of: begin(pyramid), interval)
    }
    if stays(pyramid) { return still(of: current.number, pyramid.size, interval) }
    shots[shots.count - 1].last = pyramid
    let step = Step(from: current.last, to: pyramid, search: search)
    return correspondence(of: current.number, step, interval, pyramid)
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
      return first(of: begin(pyramid), interval)
    }
    let step = Step(from: known.last, to: pyramid, search: search)
    known.last = pyramid
    shots.enter(known)
    return correspondence(of: shot, step, interval, pyramid)
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

  /// Whether a frame is a blank one between others. It is not stored: the next frame is compared with the last one that
  /// had content.
  private mutating func stays(_ pyramid: GrayPyramid) -> Bool {
    guard let current = shots.last else { return false }
    blanks = pyramid.isBlank && !current.last.isBlank ? blanks + 1 : 0
    return (1...Self.maxBlanks).contains(blanks)
  }

  private func still(of shot: Int, _ size: PictureSize, _ interval: Double) -> FrameCorrespondence {
    FrameCorrespondence(
      shot: shot, backward: (0..<size.count).map { Int32($0) }, seconds: interval, change: 0, isBlank: true)
  }

  private func correspondence(
    of shot: Int, _ step: Step, _ interval: Double, _ pyramid: GrayPyramid
  ) -> FrameCorrespondence {
    let texture = StructureTensor(luma: pyramid.luma, size: pyramid.size)
    return FrameCorrespondence(
      shot: shot, backward: step.backward, seconds: interval, change: 1 - step.explained,
      residual: ResidualMotion(backwardFlow: step.backwardFlow, backward: step.backward, texture: texture))
  }

  private mutating func begin(_ pyramid: GrayPyramid) -> Int {
    shots.enter(Shot(number: issued, last: pyramid))
    issued += 1
    return issued - 1
  }

  private func first(of shot: Int, _ interval: Double) -> FrameCorrespondence {
    FrameCorrespondence(shot: shot, backward: nil, seconds: interval, change: 1)
  }
}

/// How well an earlier frame explains a later one.
private protocol ShotMatch {
  /// The fraction of pixels, 0…1, that show a point of the earlier frame at similar luma.
  var explained: Double { get }
}

extension Double: ShotMatch {
  fileprivate var explained: Double { self }
}

/// The motion from one frame to another, and how well it explains the later one.
private struct Step: ShotMatch {
  /// As in ``FrameCorrespondence/backward``.
  let backward: [Int32]
  /// From the later frame to the earlier one, unchecked.
  let backwardFlow: FlowField
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
