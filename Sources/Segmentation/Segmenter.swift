import Imaging

/// A method that gives every pixel of a frame a cluster. Frames come in order; a segmenter may go on from what the frame
/// before left in it. A method has to have ``segment(_:)`` alone.
package protocol Segmenter {
  /// Whether the method reads ``SegmenterInput/superpixels``, which are then cut ahead of it; false unless it says so.
  static var usesSuperpixels: Bool { get }

  /// - Throws: ``SegmentationError``, or `CancellationError` when the surrounding task was canceled.
  mutating func segment(_ input: SegmenterInput) throws -> Segmentation

  /// All that the next frames depend on, beside the settings; nil, unless the method says otherwise, where a stopped run
  /// can not go on with it.
  var state: SegmenterState? { get }

  /// Resumes from a state, which must be consistent with the settings.
  ///
  /// - Throws: `SegmentationError.otherState` if it belongs to another method.
  mutating func goOn(from state: SegmenterState) throws(SegmentationError)
}

extension Segmenter {
  package static var usesSuperpixels: Bool { false }
  package var state: SegmenterState? { nil }
  package mutating func goOn(from state: SegmenterState) throws(SegmentationError) { throw .otherState }
}

/// What superpixels look like: by their colors, and to the network.
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
