/// A 3×3 convolution with zero padding and stride 1 over NHWC maps, and its two gradients.
///
/// Weights are [outputs][3][3][inputs]. The work is divided into strips of consecutive pixels, by the size of the map
/// only. Closures process a strip further while it is in the cache.
protocol Convolution: AnyObject {
  /// The number of strips.
  var stripCount: Int { get }

  /// output[n] ← Σ over taps of weights · normalized input, without bias. Padding is 0 *after* the normalization.
  ///
  /// - Parameter epilogue: called once for each strip of the output after it is written.
  func forward(
    _ input: FeatureMap, normalization: BatchNormalization?, weights: ArraySlice<Float>, into output: FeatureMap,
    epilogue: (_ strip: Int, _ pixels: Range<Int>) -> Void)

  /// inputGradient ← the gradient with respect to the normalized input: a convolution with the taps rotated by 180°.
  /// `epilogue` as for ``forward``.
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

/// Implementations of 3×3 convolutions.
public enum ConvolutionMethod: String, Sendable, CaseIterable {
  /// F(4×4, 3×3) if there are enough channels to amortize the transforms, direct otherwise.
  case winograd
  /// im2col and one matrix product: the reference.
  case direct
}
