/// The network of section 2 of the paper: M components (3×3 convolution → ReLU → batch normalization), a linear
/// classifier, and the normalization of its responses. Without components, the classifier reads the input, whose channels
/// are normalized: a linear classifier on given features.
package struct Architecture: Hashable, Sendable, Codable {
  /// Channels of the input picture.
  package var inputs = 3
  /// M ≥ 0.
  package var components: Int
  /// p ≥ 1, the features of each component; without components, the channels of the input.
  package var channels: Int
  /// q, 1…256: the channels of the response map and the maximum number of clusters.
  package var clusters: Int
  /// Whether a learned scale and shift follow the normalization of the responses, as in the public code; equation (2)
  /// of the paper has none.
  package var hasResponseAffine: Bool
  /// Whether the taps of component m (from 0) are 2ᵐ pixels apart, but at most 16, so that the network sees more of the picture: 7×7 pixels with two
  /// components and 15×15 with three, instead of 5×5 and 7×7.
  package var isDilated: Bool
  /// ε of equation (2) and of the components' batch normalization, > 0.
  package var epsilon: Float

  package init(
    inputs: Int = 3, components: Int, channels: Int, clusters: Int, hasResponseAffine: Bool = false,
    isDilated: Bool = false, epsilon: Float = 1e-5
  ) {
    precondition(inputs >= 1 && components >= 0 && channels >= 1 && epsilon > 0)
    precondition(components > 0 || channels == inputs, "the classifier reads the input")
    precondition((1...256).contains(clusters), "the loss buffers at most 256 responses per pixel")
    self.inputs = inputs
    self.components = components
    self.channels = channels
    self.clusters = clusters
    self.hasResponseAffine = hasResponseAffine
    self.isDilated = isDilated
    self.epsilon = epsilon
  }

  /// The input channels of component `m` (from 0).
  package func inputs(ofComponent m: Int) -> Int { m == 0 ? inputs : channels }

  /// The distance between the taps of component `m` (from 0), in pixels.
  package func dilation(ofComponent m: Int) -> Int { isDilated ? min(1 << m, Self.maxDilation) : 1 }

  /// A dilated convolution has the square of the dilation as its number of parts, each with a cost of its own.
  private static let maxDilation = 16
}
