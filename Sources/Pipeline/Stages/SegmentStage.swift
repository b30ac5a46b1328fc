import Imaging
import Motion
import Segmentation
import Superpixels

/// A frame with its clusters.
package struct ClusteredFrame: Timed {
  package let frame: Frame
  package let superpixels: Superpixels
  package let correspondence: FrameCorrespondence
  package let segmentation: Segmentation
  /// The states of the stages so far, after this frame.
  var states = StageStates()
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
      input.frame.workingPicture, superpixels: input.superpixels, correspondence: input.correspondence)
    var states = input.states
    states.segmenter = segmenter.state
    return ClusteredFrame(
      frame: input.frame, superpixels: input.superpixels, correspondence: input.correspondence,
      segmentation: segmentation,
      states: states)
  }

  /// Stops segmenting and returns when no frame is being segmented.
  package func stop() { isStopped = true }
}
