import Imaging
import Parallelism

/// Brings the identities to the size of the whole picture, several frames at a time.
package struct UpsampleStage: Stage {
  package let name = "upsample"
  package let order: StageOrder

  package init(threads: Int) {
    order = .concurrent(width: min(4, threads))
  }

  package func process(_ input: ColoredFrame) -> SegmentedFrame {
    let (frame, identified) = (input.frame, input.identified)
    var segmented = SegmentedFrame(
      frame: frame, labels: identified.identities.upsampled(to: frame.picture, guide: frame.workingPicture),
      iterations: identified.segmentation.iterations, loss: identified.segmentation.loss, events: identified.events,
      palette: input.palette)
    segmented.states = input.states
    return segmented
  }
}
