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

  /// Goes on behind the frame of a state, which must be consistent with the settings.
  ///
  /// - Throws: `SegmentationError.otherState` where it is another method's.
  mutating func goOn(from state: SegmenterState) throws(SegmentationError)
}

extension Segmenter {
  package static var usesSuperpixels: Bool { false }
  package var state: SegmenterState? { nil }
  package mutating func goOn(from state: SegmenterState) throws(SegmentationError) { throw .otherState }
}

/// What superpixels look like: by their colors, and to the network.
package struct SuperpixelDescription: Sendable {
  /// The mean color of each, CIELAB.
  package let colors: [SIMD3<Float>]
  /// The mean normalized responses y′ of each, q values for every superpixel.
  package let responses: [Float]

  package init(colors: [SIMD3<Float>], responses: [Float]) {
    self.colors = colors
    self.responses = responses
  }
}

/// The clusters of one frame, and what they cost.
package struct Segmentation: Sendable {
  /// Arg max indices, each under q; the numbers need not be consecutive.
  package internal(set) var clusters: LabelMap
  /// Which start of the method the clusters come from: while it stays the same, a cluster keeps its meaning from frame to
  /// frame.
  package let clusterEpoch: Int
  /// Iterations spent on this frame: of training, or Lloyd's.
  package let iterations: Int
  /// The loss of the last iteration; nil where the method has none or did not train.
  package let loss: Float?
  /// What the method says of each superpixel; nil where it was not asked, or can not say.
  package internal(set) var description: SuperpixelDescription?

  package init(clusters: LabelMap, clusterEpoch: Int, iterations: Int = 0, loss: Float? = nil) {
    self.clusters = clusters
    self.clusterEpoch = clusterEpoch
    self.iterations = iterations
    self.loss = loss
  }

  /// Frees the memory of ``description``.
  package mutating func forgetDescription() { description = nil }
}
