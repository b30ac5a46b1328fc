import Imaging
import Parallelism

/// Follows points from frame to frame, finds hard cuts, and recognises a shot that returns.
///
/// A frame continues its shot where motion explains it: points that flow leads there and back, and that look alike on
/// both ends. At a cut hardly any do. The last frame of each shot is kept, so that a frame behind a cut can be tried as
/// the continuation of every shot seen before: A – B – A. A frame without content, such as a flash or a black frame, is
/// not a cut: points stay where they are.
///
/// A value whose memory does not grow with the video.
package struct ShotTracker: Sendable {
  /// A frame of which less than this share is explained by the frame before is behind a cut.
  package static let leastExplained = 0.33
  /// A frame behind a cut continues an earlier shot if at least this share is explained by that shot's last frame.
  package static let enoughForReturn = 0.5

  /// More blank frames than that in a row are no flash: what they show is a shot.
  package static let mostBlanks = 12

  /// The shots that are remembered.
  package static let rememberedShots = 8

  struct Shot: RememberedShot {
    let number: Int
    var last: GreyPyramid
  }

  private let search: DenseInverseSearch
  /// The least recently used first; the current one is the last.
  var shots = ShotMemory<Shot>()
  var issued = 0
  var time: Double?
  /// Blank frames since the last one that showed something.
  var blanks = 0

  package init(workers: Workers) {
    search = DenseInverseSearch(workers: workers)
  }

  /// How the next frame follows.
  ///
  /// - Parameter seconds: its presentation time.
  package mutating func next(_ picture: Picture, at seconds: Double) -> Continuation {
    let interval = time.map { min(max(seconds - $0, 0.001), 1) } ?? 0.04
    time = seconds
    let pyramid = GreyPyramid(picture)
    guard let current = shots.last, current.last.size == pyramid.size else { return begin(pyramid, interval) }

    blanks = pyramid.isBlank && !current.last.isBlank ? blanks + 1 : 0
    if (1...Self.mostBlanks).contains(blanks) {
      // The frame itself is not remembered: the next one is compared with the last that showed something.
      let stay = (0..<pyramid.size.count).map { Int32($0) }
      return Continuation(shot: current.number, source: stay, seconds: interval, change: 0, isBlank: true)
    }
    let step = Step(from: current.last, to: pyramid, search: search)
    if step.explained >= Self.leastExplained {
      shots[shots.count - 1].last = pyramid
      return continuation(of: current.number, step, interval)
    }
    let returns = shots.indices.dropLast().filter { shots[$0].last.size == pyramid.size }
      .map { (place: $0, step: Step(from: shots[$0].last, to: pyramid, search: search)) }
    guard let best = returns.max(by: { $0.step.explained < $1.step.explained }),
      best.step.explained >= Self.enoughForReturn
    else { return begin(pyramid, interval) }
    var shot = shots[best.place]
    shot.last = pyramid
    shots.enter(shot)
    return continuation(of: shot.number, best.step, interval)
  }

  private func continuation(of shot: Int, _ step: Step, _ interval: Double) -> Continuation {
    Continuation(
      shot: shot, source: step.source, seconds: interval, change: 1 - step.explained,
      residual: ResidualMotion(backward: step.backward, source: step.source, texture: step.texture))
  }

  private mutating func begin(_ pyramid: GreyPyramid, _ interval: Double) -> Continuation {
    shots.enter(Shot(number: issued, last: pyramid))
    issued += 1
    return Continuation(shot: issued - 1, source: nil, seconds: interval, change: 1)
  }
}

/// The way from one frame to another, and how well it explains the later one.
private struct Step {
  /// As in ``Continuation/source``.
  let source: [Int32]
  /// From the later frame to the earlier one, not checked.
  let backward: FlowField
  /// Of the later frame.
  let texture: StructureTensor
  /// The share of pixels, 0…1, that show a point of the earlier frame in much the same light.
  let explained: Double

  /// Two views of a point may differ by this much luma, 0…255, beside what the whole picture has changed by.
  private static let tolerance: Float = 24
  /// The same for a point that the check of the flow rejects, as it does where there is no texture.
  private static let strictTolerance: Float = 6

  init(from earlier: GreyPyramid, to later: GreyPyramid, search: DenseInverseSearch) {
    let correspondence = Correspondence(earlier: earlier, later: later, search: search)
    let (old, new) = (earlier.luma, later.luma)
    var source = correspondence.source
    let median = Self.median(
      of: source.indices.lazy.filter { source[$0] >= 0 }.map { new[$0] - old[Int(source[$0])] })
    var alike = 0
    for n in source.indices {
      let checked = source[n] >= 0
      let place = checked ? Int(source[n]) : correspondence.backward.target(of: n)
      guard let place, abs(new[n] - old[place] - median) <= (checked ? Self.tolerance : Self.strictTolerance) else {
        continue
      }
      source[n] = Int32(place)
      alike += 1
    }
    self.source = source
    backward = correspondence.backward
    texture = StructureTensor(luma: new, size: later.size)
    explained = Double(alike) / Double(max(1, new.count))
  }

  /// To a whole grey value.
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
