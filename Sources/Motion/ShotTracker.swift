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
    var last: TrackedPicture
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
  /// - Parameters:
  ///   - picture: at the working size.
  ///   - thumbnail: of the frame.
  ///   - seconds: its presentation time.
  package mutating func next(
    _ picture: Picture, _ thumbnail: LumaThumbnail, at seconds: Double
  ) -> FrameCorrespondence {
    let interval = interval(to: seconds)
    var tracked = TrackedPicture(picture, TrackedThumbnail(thumbnail))
    guard let place = place(of: tracked.size) else { return begin(tracked, interval) }
    if let stay = stay(tracked, interval) { return stay }
    let step = step(from: place, to: &tracked)
    guard isOfShot(place, &tracked, step) else { return change(to: &tracked, interval) }
    shots[place].last = tracked
    return correspondence(of: shots[place].number, step, interval)
  }

  /// The place of the current shot; nil if pictures had another size.
  func place(of size: PictureSize) -> Int? {
    guard let current = shots.last, current.last.size == size else { return nil }
    return shots.count - 1
  }

  mutating func step(from place: Int, to tracked: inout TrackedPicture) -> Step {
    Step(from: shots[place].last.pyramid, to: tracked.pyramid, search: search)
  }

  /// Whether the frame is so much like the last one of a shot that there is no cut.
  mutating func isAlike(_ place: Int, _ thumbnail: inout TrackedThumbnail) -> Bool {
    Likeness.isCertain(from: &shots[place].last.thumbnail, to: &thumbnail, by: search)
  }

  private mutating func isOfShot(_ place: Int, _ tracked: inout TrackedPicture, _ step: Step) -> Bool {
    isAlike(place, &tracked.thumbnail)
      || step.explained >= Self.minExplained && isPossible(place, &tracked.thumbnail)
  }

  /// Whether the frame may be of a shot.
  mutating func isPossible(_ place: Int, _ thumbnail: inout TrackedThumbnail) -> Bool {
    Likeness.isPossible(from: &shots[place].last.thumbnail, to: &thumbnail, by: search)
  }

  /// The correspondence of a frame after a cut.
  mutating func change(to tracked: inout TrackedPicture, _ interval: Double) -> FrameCorrespondence {
    var best: (place: Int, step: Step)?
    for place in shots.indices.dropLast() where shots[place].last.size == tracked.size {
      guard isPossible(place, &tracked.thumbnail) else { continue }
      let step = step(from: place, to: &tracked)
      if step.explained > best?.step.explained ?? -1 { best = (place, step) }
    }
    guard let best, best.step.explained >= Self.enoughForReturn else { return begin(tracked, interval) }
    var shot = shots[best.place]
    shot.last = tracked
    shots.enter(shot)
    return correspondence(of: shot.number, best.step, interval)
  }

  /// The correspondence of the next frame of the current shot, which was found before not to end here.
  ///
  /// - Parameters:
  ///   - picture: at the working size.
  ///   - thumbnail: of the frame.
  ///   - seconds: its presentation time.
  /// - Returns: also whether ``next(_:_:at:)`` would find a cut.
  package mutating func follow(
    _ picture: Picture, _ thumbnail: LumaThumbnail, at seconds: Double
  ) -> (correspondence: FrameCorrespondence, isCut: Bool) {
    let interval = interval(to: seconds)
    var tracked = TrackedPicture(picture, TrackedThumbnail(thumbnail))
    guard let place = place(of: tracked.size) else { return (begin(tracked, interval), true) }
    if let stay = stay(tracked, interval) { return (stay, false) }
    let step = step(from: place, to: &tracked)
    let isCut = !isOfShot(place, &tracked, step)
    shots[place].last = tracked
    return (correspondence(of: shots[place].number, step, interval), isCut)
  }

  /// The correspondence of a frame after a cut, whose shot was found before.
  ///
  /// - Parameters:
  ///   - shot: its number. If it is known, it returns.
  ///   - picture: at the working size.
  ///   - thumbnail: of the frame.
  ///   - seconds: the frame's presentation time.
  ///   - previous: that of the frame before it; nil if it is the first one.
  package mutating func enter(
    _ shot: Int, _ picture: Picture, _ thumbnail: LumaThumbnail, at seconds: Double, after previous: Double?
  ) -> FrameCorrespondence {
    time = previous
    blanks = 0
    let interval = interval(to: seconds)
    var tracked = TrackedPicture(picture, TrackedThumbnail(thumbnail))
    guard var known = shots.take(shot), known.last.size == tracked.size else {
      issued = shot
      return begin(tracked, interval)
    }
    let step = Step(from: known.last.pyramid, to: tracked.pyramid, search: search)
    known.last = tracked
    shots.enter(known)
    return correspondence(of: shot, step, interval)
  }

  /// Takes a frame as the last one of a shot, without its correspondence.
  ///
  /// - Parameters:
  ///   - shot: its number.
  ///   - picture: at the working size.
  ///   - thumbnail: of the frame.
  ///   - seconds: its presentation time.
  package mutating func prime(_ shot: Int, _ picture: Picture, _ thumbnail: LumaThumbnail, at seconds: Double) {
    time = seconds
    blanks = 0
    shots.enter(Shot(number: shot, last: TrackedPicture(picture, TrackedThumbnail(thumbnail))))
  }

  mutating func interval(to seconds: Double) -> Double {
    defer { time = seconds }
    return time.map { min(max(seconds - $0, 0.001), 1) } ?? 0.04
  }

  /// The correspondence of a blank frame between others; nil for other frames.
  mutating func stay(_ picture: TrackedPicture, _ interval: Double) -> FrameCorrespondence? {
    guard let current = shots.last else { return nil }
    blanks = picture.isBlank && !current.last.isBlank ? blanks + 1 : 0
    guard (1...Self.maxBlanks).contains(blanks) else { return nil }
    // The blank frame is not stored: the next frame is compared with the last one that had content.
    let stay = (0..<picture.size.count).map { Int32($0) }
    return FrameCorrespondence(shot: current.number, backward: stay, seconds: interval, change: 0, isBlank: true)
  }

  private func correspondence(of shot: Int, _ step: Step, _ interval: Double) -> FrameCorrespondence {
    FrameCorrespondence(
      shot: shot, backward: step.backward, seconds: interval, change: 1 - step.explained,
      residual: ResidualMotion(
        backwardFlow: step.backwardFlow, backward: step.backward,
        texture: StructureTensor(luma: step.luma, size: step.backwardFlow.size)))
  }

  mutating func begin(_ picture: TrackedPicture, _ interval: Double) -> FrameCorrespondence {
    shots.enter(Shot(number: issued, last: picture))
    issued += 1
    return FrameCorrespondence(shot: issued - 1, backward: nil, seconds: interval, change: 1)
  }
}

/// The motion from one frame to another, and how well it explains the later one.
struct Step {
  /// As in ``FrameCorrespondence/backward``.
  let backward: [Int32]
  /// From the later frame to the earlier one, unchecked.
  let backwardFlow: FlowField
  /// Of the later frame.
  let luma: [Float]
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
    let median = RoundedMedian.of(
      backward.indices.lazy.filter { backward[$0] >= 0 }.map { new[$0] - old[Int(backward[$0])] })
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
    luma = new
    explained = Double(alike) / Double(max(1, new.count))
  }
}
