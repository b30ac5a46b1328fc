import Imaging

/// A segmentation method: assigns a cluster to every pixel of a frame.
///
/// Frames come in order, so a method may continue from the previous frame. To use a method of your own in a pipeline, see
/// `Pipeline.segment(_:by:)`.
public protocol Segmenter {
  /// - Returns: the clusters at the size of ``SegmenterInput/picture``.
  /// - Throws: any error; it ends the run. Frames before it are kept.
  mutating func segment(_ input: SegmenterInput) throws -> Segmentation
}

/// A method of this package: it can use superpixels, and a run can resume with it.
package protocol ResumableSegmenter: Segmenter {
  /// Whether the method reads ``SegmenterInput/superpixels``, which a stage before it then computes.
  static var usesSuperpixels: Bool { get }

  /// The state that the next frames depend on, beside the settings.
  var state: SegmenterState { get }

  /// Resumes from a state, which must be consistent with the settings.
  ///
  /// - Throws: `SegmentationError.otherState` if it belongs to another method.
  mutating func goOn(from state: SegmenterState) throws(SegmentationError)
}

extension ResumableSegmenter {
  package static var usesSuperpixels: Bool { false }
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
public struct Segmentation: Sendable {
  /// Arg max indices, each below q; the numbers need not be consecutive.
  public internal(set) var clusters: ClusterMap
  /// The epoch of the clusters: within an epoch, a cluster keeps its meaning from frame to frame.
  public let clusterEpoch: Int
  /// Iterations for this frame: of training, or Lloyd's.
  public let iterations: Int
  /// The loss of the last iteration; nil if the method has none or did not train.
  public let loss: Float?
  /// The description of each superpixel; nil if it was not requested or is not available.
  package internal(set) var description: SuperpixelDescription?

  /// - Parameters:
  ///   - clusters: at the size of the input picture; any numbers.
  ///   - clusterEpoch: raise it when cluster numbers change their meaning. Tracks are then matched by overlap alone.
  public init(clusters: ClusterMap, clusterEpoch: Int = 0, iterations: Int = 0, loss: Float? = nil) {
    self.clusters = clusters
    self.clusterEpoch = clusterEpoch
    self.iterations = iterations
    self.loss = loss
  }

  /// Releases ``description``.
  package mutating func forgetDescription() { description = nil }
}
