import Imaging
import Labels
import Parallelism

/// Upsamples tracks to the full size, several frames at a time.
package struct UpsampleStage: Stage {
  package let name = "upsample"
  package let order: StageOrder

  package init(threads: Int) {
    order = .concurrent(width: min(4, threads))
  }

  package func process(_ input: ColoredFrame) -> SegmentedFrame {
    let (frame, tracked) = (input.frame, input.tracked)
    // Supervoxels are upsampled, not regions, so that every region at any level of the tree is a union of them.
    let supervoxels = tracked.regions?.supervoxels.upsampled(to: frame.picture, guide: frame.workingPicture)
    let labels =
      if let supervoxels, let regions = tracked.regions?.regions {
        supervoxels.labels(of: regions)
      } else {
        tracked.trackIDs.upsampled(to: frame.picture, guide: frame.workingPicture)
      }
    var segmented = SegmentedFrame(
      frame: frame, labels: labels,
      iterations: tracked.segmentation.iterations, loss: tracked.segmentation.loss, events: tracked.events,
      palette: input.palette)
    segmented.states = tracked.context.states
    if let supervoxels, let regions = tracked.regions {
      segmented.supervoxels = SupervoxelFrame(
        map: supervoxels, finalized: regions.finalized, level: regions.level, workingSize: frame.workingPicture.size)
    }
    return segmented
  }
}
