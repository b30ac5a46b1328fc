import Imaging
import Parallelism
import Rendering

/// A frame with its identities, and the colors of all identities so far.
package struct ColoredFrame: Timed {
  package let identified: IdentifiedFrame
  package let palette: Palette
  /// The states of the stages so far behind this frame; nil where a run can not go on behind it.
  var states: StageStates?

  package var frame: Frame { identified.frame }
}

/// Gives every identity a color when it first appears, in order.
package actor ColorStage: Stage {
  package nonisolated let name = "color"
  package nonisolated let order = StageOrder.sequential
  private var colors: RegionColors
  private let workers: Workers

  package init(threads: Int, from states: StageStates? = nil) {
    colors = states?.colors ?? RegionColors()
    workers = Workers(count: threads)
  }

  package func process(_ input: IdentifiedFrame) -> ColoredFrame {
    colors.add(
      input.identities, in: input.frame.workingPicture, neighbors: input.regions?.neighbors ?? [:], workers: workers)
    var states = input.states
    states?.colors = colors
    return ColoredFrame(identified: input, palette: colors.palette, states: states)
  }
}
