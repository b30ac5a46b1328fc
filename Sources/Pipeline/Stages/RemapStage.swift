import Identities
import Imaging
import Segmentation

/// A frame with its identities, at the working size.
package struct IdentifiedFrame: Timed {
  package let frame: Frame
  package let identities: LabelMap
  package let segmentation: Segmentation
}

/// Turns clusters into identities that last, in order.
package actor RemapStage: Stage {
  package nonisolated let name = "remap"
  package nonisolated let order = StageOrder.sequential
  private var tracker: IdentityTracker

  package init(_ settings: RemapSettings) {
    tracker = IdentityTracker(
      IdentitySettings(separation: settings.separation, smallest: settings.smallest, overlap: settings.overlap))
  }

  package func process(_ input: ClusteredFrame) throws -> IdentifiedFrame {
    let segmentation = input.segmentation
    let identities = try tracker.identify(
      segmentation.clusters, generation: segmentation.generation, continuation: input.continuation)
    return IdentifiedFrame(frame: input.frame, identities: identities, segmentation: segmentation)
  }
}
