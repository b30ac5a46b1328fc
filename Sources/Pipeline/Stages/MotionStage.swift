import Imaging
import Motion
import Parallelism

/// Tracks points from frame to frame and detects cuts, in order.
package actor MotionStage: Stage {
  package nonisolated let name = "motion"
  package nonisolated let order = StageOrder.sequential
  private var tracker: ShotTracker
  private var shot: Int?

  package init(threads: Int, from states: StageStates? = nil) {
    tracker = ShotTracker(workers: Workers(count: threads))
    if let state = states?.shots { tracker.state = state }
    shot = states?.shots?.current
  }

  package func process(_ frame: Frame) -> FrameContext {
    let correspondence = tracker.next(frame.workingPicture, frame.thumbnail, at: frame.time.seconds)
    defer { shot = correspondence.shot }
    return FrameContext(
      frame: frame, correspondence: correspondence, isAfterCut: correspondence.shot != shot,
      states: StageStates(shots: tracker.state))
  }
}
