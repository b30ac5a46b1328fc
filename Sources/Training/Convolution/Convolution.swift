/// A 3×3 convolution with zero padding and stride 1 over NHWC maps, with its two gradients.
///
/// Weights are [outputs][3][3][inputs]. The work is cut into strips of whole, consecutive pixels, by the size of the map
/// alone; what else is to be done with a strip while it is in the cache goes along as a closure.
protocol Convolution: AnyObject {
  /// The number of strips.
  var stripCount: Int { get }

  /// output[n] ← Σ over taps of weights · normalized input, without bias; 0 outside the picture, *after* the
  /// normalization.
  ///
  /// - Parameter epilogue: called once for each strip of the output, when it is written.
  func forward(
    _ input: FeatureMap, normalization: BatchNormalization?, weights: ArraySlice<Float>, into output: FeatureMap,
    epilogue: (_ strip: Int, _ pixels: Range<Int>) -> Void)

  /// inputGradient ← the gradient with respect to the normalized input: a convolution with the taps turned by half a
  /// circle. `epilogue` as for ``forward``.
  func inputGradient(
    _ outputGradient: FeatureMap, weights: ArraySlice<Float>, into inputGradient: FeatureMap,
    epilogue: (_ strip: Int, _ pixels: Range<Int>) -> Void)

  /// gradient ← Σ over pixels of outputGradient[n] ⊗ normalized neighborhood[n], in the layout of the weights.
  ///
  /// - Parameter prologue: called once for each strip of the output gradient, before it is read.
  func weightGradient(
    _ input: FeatureMap, normalization: BatchNormalization?, outputGradient: FeatureMap,
    into gradient: UnsafeMutablePointer<Float>, prologue: (_ strip: Int, _ pixels: Range<Int>) -> Void)
}

/// How 3×3 convolutions are computed.
package enum ConvolutionMethod: String, Sendable, CaseIterable {
  /// F(4×4, 3×3) where there are enough channels to pay for the transforms, plain elsewhere.
  case winograd
  /// im2col and one product: the plain way, to compare with.
  case direct
}
