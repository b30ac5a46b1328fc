import Imaging
import Segmentation

/// A frame with its clusters.
package struct ClusteredFrame: Timed {
  package internal(set) var context: FrameContext
  package internal(set) var segmentation: Segmentation

  package var frame: Frame { context.frame }

  /// Frees what is not read after tracking, or while the frame waits for its regions.
  mutating func forgetDetails() {
    context.forgetDetails()
    segmentation.forgetDescription()
  }
}

/// Segments frames in order, since a segmenter continues from the previous frame.
package actor SegmentStage: Stage {
  package nonisolated let name = "segment"
  package nonisolated let order = StageOrder.sequential
  private var segmenter: any Segmenter
  private var isStopped = false
  /// Why the segmenter can not resume from its state.
  private let refusal: (any Error)?

  package init(_ segmenter: sending any Segmenter, from states: StageStates? = nil) {
    self.segmenter = segmenter
    do {
      if let state = states?.segmenter {
        guard var resumable = self.segmenter as? any ResumableSegmenter else { throw SegmentationError.otherState }
        try resumable.goOn(from: state)
        self.segmenter = resumable
      }
      refusal = nil
    } catch {
      refusal = error
    }
  }

  package func process(_ input: FrameContext) throws -> ClusteredFrame {
    guard !isStopped else { throw CancellationError() }
    if let refusal { throw refusal }
    let segmentation = try segmenter.segment(
      SegmenterInput(
        picture: input.frame.workingPicture, lab: input.lab, superpixels: input.superpixels,
        correspondence: input.correspondence))
    let (size, expected) = (segmentation.clusters.size, input.frame.workingPicture.size)
    guard size == expected else { throw SegmentationError.otherSize(size, expected: expected) }
    var context = input
    // A run can resume only with a method that has a state.
    if let resumable = segmenter as? any ResumableSegmenter {
      context.states?.segmenter = resumable.state
    } else {
      context.states = nil
    }
    return ClusteredFrame(context: context, segmentation: segmentation)
  }

  /// Stops segmenting and returns when no frame is being segmented.
  package func stop() { isStopped = true }
}
