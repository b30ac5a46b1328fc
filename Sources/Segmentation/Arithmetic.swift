import Training
import VectorKernels

/// What decides how the sums of a segmentation are rounded.
package enum Arithmetic {
  /// The kernels that this processor gets, and the library behind matrix products: others round otherwise.
  package static let description = "\(Kernels.best.level), \(Matrix.description)"
}
