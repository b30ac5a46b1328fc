/// The shape of the network of section 2 of the paper: M components (3×3 convolution → ReLU → batch normalization), a
/// linear classifier, and the normalization of its responses.
package struct Architecture: Hashable, Sendable, Codable {
  /// Channels of the input picture.
  package var inputs = 3
  /// M ≥ 1.
  package var components: Int
  /// p ≥ 1, the features of every component.
  package var channels: Int
  /// q, 1…256: the axes of the response map: the largest number of clusters.
  package var clusters: Int
  /// Whether the normalization of the responses is followed by a learned scale and shift, as in the public code;
  /// equation (2) of the paper has none.
  package var hasResponseAffine: Bool
  /// ε of equation (2) and of the batch normalization of the components, > 0.
  package var epsilon: Float

  package init(
    inputs: Int = 3, components: Int, channels: Int, clusters: Int, hasResponseAffine: Bool = false,
    epsilon: Float = 1e-5
  ) {
    precondition(inputs >= 1 && components >= 1 && channels >= 1 && epsilon > 0)
    precondition((1...256).contains(clusters), "the loss keeps a pixel's responses in a buffer of 256")
    self.inputs = inputs
    self.components = components
    self.channels = channels
    self.clusters = clusters
    self.hasResponseAffine = hasResponseAffine
    self.epsilon = epsilon
  }

  /// The channels that component `m` (from 0) reads.
  package func inputs(ofComponent m: Int) -> Int { m == 0 ? inputs : channels }
}
