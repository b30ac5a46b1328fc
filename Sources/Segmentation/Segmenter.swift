import Imaging
import Motion
import Superpixels

/// A method that gives every pixel of a frame a cluster. Frames come in order; a segmenter may go on from what the frame
/// before left in it.
package protocol Segmenter {
  /// - Parameters:
  ///   - picture: the frame at the working size.
  ///   - superpixels: of the same picture.
  ///   - continuation: how the frame follows the frames before.
  /// - Throws: ``SegmentationError``, or `CancellationError` when the surrounding task was cancelled.
  mutating func segment(_ picture: Picture, superpixels: Superpixels, continuation: Continuation) throws -> Segmentation
}

/// The clusters of one frame, and what they cost.
package struct Segmentation: Sendable {
  /// Arg max indices, each under q; the numbers need not be consecutive.
  package internal(set) var clusters: LabelMap
  /// Which start of the method the clusters come from: while it stays the same, a cluster keeps its meaning from frame to
  /// frame.
  package let generation: Int
  /// Training iterations spent on this frame.
  package let iterations: Int
  /// The loss of the last iteration; nil where the method has none or did not train.
  package let loss: Float?

  package init(clusters: LabelMap, generation: Int, iterations: Int = 0, loss: Float? = nil) {
    self.clusters = clusters
    self.generation = generation
    self.iterations = iterations
    self.loss = loss
  }
}

/// Why a frame could not be segmented.
public enum SegmentationError: Error, Equatable, CustomStringConvertible {
  /// The loss is no longer a number.
  case diverged(iteration: Int, learningRate: Double)

  /// The maps of one iteration do not fit the machine's memory.
  case tooLarge(size: Size, bytes: Int, available: Int)

  public var description: String {
    switch self {
    case .tooLarge(let size, let bytes, let available):
      "training at \(size) needs \(bytes >> 20) MiB of this machine's \(available >> 20) MiB; lower --size, "
        + "segment.channels or segment.components"
    case .diverged(let iteration, let learningRate):
      "training diverged in iteration \(iteration); lower segment.learning-rate (now \(learningRate))"
    }
  }
}
