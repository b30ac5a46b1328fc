import Imaging
import Parallelism

/// Brings the identities to the size of the whole picture, several frames at a time.
package struct UpsampleStage: Stage {
  package let name = "upsample"
  package let order: StageOrder

  package init(threads: Int) {
    order = .concurrent(width: min(4, threads))
  }

  package func process(_ input: IdentifiedFrame) -> SegmentedFrame {
    let frame = input.frame
    var segmented = SegmentedFrame(
      frame: frame, labels: input.identities.upsampled(to: frame.picture, guide: frame.workingPicture),
      iterations: input.segmentation.iterations, loss: input.segmentation.loss, events: input.events)
    segmented.states = input.states
    return segmented
  }
}
