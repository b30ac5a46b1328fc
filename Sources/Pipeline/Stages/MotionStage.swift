import Imaging
import Motion
import Parallelism
import Superpixels

/// A frame with its superpixels and how it follows the frames before.
package struct MovedFrame: Timed {
  package let frame: Frame
  package let superpixels: Superpixels
  package let continuation: Continuation
}

/// Follows points from frame to frame and finds cuts, in order.
package actor MotionStage: Stage {
  package nonisolated let name = "motion"
  package nonisolated let order = StageOrder.sequential
  private var tracker: ShotTracker

  package init(threads: Int) {
    tracker = ShotTracker(workers: Workers(count: threads))
  }

  package func process(_ input: SuperpixelFrame) -> MovedFrame {
    MovedFrame(
      frame: input.frame, superpixels: input.superpixels,
      continuation: tracker.next(input.frame.workingPicture, at: input.frame.time.seconds))
  }
}
