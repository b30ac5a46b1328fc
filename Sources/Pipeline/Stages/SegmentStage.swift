import Imaging
import Motion
import Segmentation
import Superpixels

/// A frame with its clusters.
package struct ClusteredFrame: Timed {
  package let frame: Frame
  package let lab: LabPlanes?
  package let superpixels: Superpixels
  package let correspondence: FrameCorrespondence
  package let segmentation: Segmentation
  /// The states of the stages so far behind this frame.
  var states = StageStates()
}

/// Gives every frame its clusters, in order: a segmenter goes on from the frame before.
package actor SegmentStage: Stage {
  package nonisolated let name = "segment"
  package nonisolated let order = StageOrder.sequential
  private var segmenter: any Segmenter
  private var isStopped = false
  /// Why the segmenter can not go on from what it was given.
  private let refusal: (any Error)?

  package init(_ segmenter: sending any Segmenter, from states: StageStates? = nil) {
    self.segmenter = segmenter
    do {
      if let state = states?.segmenter { try self.segmenter.goOn(from: state) }
      refusal = nil
    } catch {
      refusal = error
    }
  }

  package func process(_ input: MovedFrame) throws -> ClusteredFrame {
    guard !isStopped else { throw CancellationError() }
    if let refusal { throw refusal }
    let segmentation = try segmenter.segment(
      SegmenterInput(
        picture: input.frame.workingPicture, lab: input.lab, superpixels: input.superpixels,
        correspondence: input.correspondence))
    var states = input.states
    states.segmenter = segmenter.state
    return ClusteredFrame(
      frame: input.frame, lab: input.lab, superpixels: input.superpixels, correspondence: input.correspondence,
      segmentation: segmentation, states: states)
  }

  /// Returns when no frame is being segmented any more; none is from then on.
  package func stop() { isStopped = true }
}
