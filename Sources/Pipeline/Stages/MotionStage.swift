import Imaging
import Motion
import Parallelism
import Superpixels

/// A frame with its superpixels and its correspondence to earlier frames.
package struct MovedFrame: Timed {
  package let frame: Frame
  package let superpixels: Superpixels
  package let correspondence: FrameCorrespondence
  /// The states of the stages so far, after this frame.
  var states = StageStates()
}

/// Tracks points from frame to frame and detects cuts, in order.
package actor MotionStage: Stage {
  package nonisolated let name = "motion"
  package nonisolated let order = StageOrder.sequential
  private var tracker: ShotTracker

  package init(threads: Int, from states: StageStates? = nil) {
    tracker = ShotTracker(workers: Workers(count: threads))
    if let state = states?.shots { tracker.state = state }
  }

  package func process(_ input: SuperpixelFrame) -> MovedFrame {
    let correspondence = tracker.next(input.frame.workingPicture, at: input.frame.time.seconds)
    var states = input.states
    states.shots = tracker.state
    return MovedFrame(
      frame: input.frame, superpixels: input.superpixels, correspondence: correspondence, states: states)
  }
}
