import Imaging
import Motion
import Parallelism

/// Tracks points from frame to frame in parts of a video whose shots are known, in order.
package actor PlannedMotionStage: LookAheadStage {
  package nonisolated let name = "motion"
  private var tracker: ShotTracker
  private let ranges: [FrameRange]
  /// For each range the time in seconds of the frame before it; nil before the first frame of the video.
  private let previous: [Double?]
  /// Whether a cut that was not planned is an error: the same kernels and libraries found the cuts.
  private let checksCuts: Bool
  /// The range of the next frame, and its place there.
  private var place = (range: 0, frame: 0)

  /// - Parameters:
  ///   - ranges: of the frames that come, in order.
  ///   - previous: for each range the time in seconds of the frame before it in the video.
  ///   - checksCuts: whether a cut that was not planned is an error.
  package init(_ ranges: [FrameRange], previous: [Double?], checksCuts: Bool, threads: Int) {
    self.checksCuts = checksCuts
    tracker = ShotTracker(workers: Workers(count: threads))
    self.ranges = ranges
    self.previous = previous
  }

  package func process(_ frame: Frame) throws -> [FrameContext] {
    guard place.range < ranges.count else { return [] }
    let range = ranges[place.range]
    let isFirst = place.frame == 0
    let before = place.range > 0 ? ranges[place.range - 1] : nil
    defer {
      place.frame += 1
      if place.frame == range.count { place = (place.range + 1, 0) }
    }
    let (picture, thumbnail, seconds) = (frame.workingPicture, frame.thumbnail, frame.time.seconds)
    if range.use == .motion {
      tracker.prime(range.shot, picture, thumbnail, at: seconds)
      return []
    }
    // Only the tracker knows of a frame for motion.
    let isAfterCut =
      isFirst && (before.map { $0.use == .training || $0.use == .motion || !range.continues($0) } ?? true)
    let follows = !isAfterCut || before.map { range.continues($0) } ?? false
    let (correspondence, isCut) =
      follows
      ? tracker.follow(picture, thumbnail, at: seconds)
      : (tracker.enter(range.shot, picture, thumbnail, at: seconds, after: previous[place.range]), false)
    if checksCuts, isCut { throw UnplannedCut() }
    // Labels are made at the working size; the whole picture is not needed.
    var small = Frame(index: frame.index, time: frame.time, picture: picture, workingPicture: picture)
    (small.name, small.source) = (frame.name, frame.source)
    return [
      FrameContext(
        frame: small, correspondence: correspondence, isAfterCut: isAfterCut, use: range.use, states: nil)
    ]
  }

  package func finish() -> [FrameContext] { [] }
}

/// A frame begins a shot where the plan has none.
struct UnplannedCut: Error, CustomStringConvertible {
  var description: String { "there is a cut that the plan does not have; was the film changed? plan it again" }
}
