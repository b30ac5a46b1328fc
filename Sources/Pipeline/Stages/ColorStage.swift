import Imaging
import Parallelism
import Rendering

/// A frame with its tracks, and the colors of all tracks so far.
package struct ColoredFrame: Timed {
  package let tracked: TrackedFrame
  package let palette: Palette
  /// The states of the stages so far; nil if a run can not be resumed after this frame.
  var states: StageStates?

  package var frame: Frame { tracked.frame }
}

/// Gives every track a color when it first appears, in order.
package actor ColorStage: Stage {
  package nonisolated let name = "color"
  package nonisolated let order = StageOrder.sequential
  private var colors: RegionColors
  private let workers: Workers

  package init(threads: Int, from states: StageStates? = nil) {
    colors = states?.colors ?? RegionColors()
    workers = Workers(count: threads)
  }

  package func process(_ input: TrackedFrame) -> ColoredFrame {
    colors.add(
      input.trackIDs, in: input.frame.workingPicture, neighbors: input.regions?.neighbors ?? [:], workers: workers)
    var states = input.states
    states?.colors = colors
    return ColoredFrame(tracked: input, palette: colors.palette, states: states)
  }
}
