import Imaging
import Motion
import Superpixels

/// A method that assigns a cluster to every pixel of a frame. Frames come in order; a segmenter may keep state
/// between frames.
package protocol Segmenter {
  /// - Parameters:
  ///   - picture: the frame at the working size.
  ///   - superpixels: of the same picture; a single one for a method that does not use superpixels, see
  ///     ``SegmentSettings/Method``.
  ///   - correspondence: the frame's relation to earlier frames.
  /// - Throws: ``SegmentationError``, or `CancellationError` if the surrounding task was canceled.
  mutating func segment(_ picture: Picture, superpixels: Superpixels, correspondence: FrameCorrespondence) throws
    -> Segmentation

  /// The state that later frames depend on, besides the settings.
  var state: SegmenterState { get }

  /// Resumes from a state, which must be consistent with the settings.
  ///
  /// - Throws: `SegmentationError.otherState` if it belongs to another method.
  mutating func goOn(from state: SegmenterState) throws(SegmentationError)
}

/// The appearance of superpixels: colors and network responses.
package struct SuperpixelDescription: Sendable {
  /// The mean CIELAB color of each.
  package let colors: [SIMD3<Float>]
  /// The mean normalized responses y′ of each, q values for every superpixel.
  package let responses: [Float]

  package init(colors: [SIMD3<Float>], responses: [Float]) {
    self.colors = colors
    self.responses = responses
  }
}

/// The clusters of one frame, with training statistics.
package struct Segmentation: Sendable {
  /// Arg max indices, each below q; the numbers need not be consecutive.
  package internal(set) var clusters: LabelMap
  /// The epoch of the clusters: within an epoch, a cluster keeps its meaning from frame to frame.
  package let clusterEpoch: Int
  /// Iterations for this frame: of training, or Lloyd's.
  package let iterations: Int
  /// The loss of the last iteration; nil if the method has none or did not train.
  package let loss: Float?
  /// The description of each superpixel; nil if it was not requested or is not available.
  package internal(set) var description: SuperpixelDescription?

  package init(clusters: LabelMap, clusterEpoch: Int, iterations: Int = 0, loss: Float? = nil) {
    self.clusters = clusters
    self.clusterEpoch = clusterEpoch
    self.iterations = iterations
    self.loss = loss
  }

  /// Releases ``description``.
  package mutating func forgetDescription() { description = nil }
}
