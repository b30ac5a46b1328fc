import VectorKernels

/// The truth and the speed of one kernel: a comparison with plain loops on hostile sizes and values, and a workload.
///
/// The loops are written once for both (see ``PlainNumber``). Tests and the command `tessera-checkasm` run the same checks.
package struct KernelCheck: Sendable, CustomStringConvertible {
  /// The name in the table of kernels, followed by the variant if there are several.
  package let name: String
  /// The largest allowed error relative to the size of the terms; 0 for kernels that are bit-identical at every width.
  package let allowedError: Double
  /// Whether the kernel is the matrix product, which some widths leave to a library.
  private let isProduct: Bool
  private let comparison: @Sendable (Kernels) -> Comparison
  private let workload: @Sendable () -> Workload

  init(
    _ name: String, allowedError: Double, isProduct: Bool = false,
    comparison: @escaping @Sendable (Kernels, inout Comparison) -> Void, workload: @escaping @Sendable () -> Workload
  ) {
    self.name = name
    self.allowedError = allowedError
    self.isProduct = isProduct
    self.comparison = { kernels in
      var result = Comparison()
      comparison(kernels, &result)
      return result
    }
    self.workload = workload
  }

  package var description: String { name }

  /// The function in the table of kernels.
  package var function: Substring { name.prefix { $0 != " " } }

  /// The checks of all kernels, in the order of the table.
  package static let all = [
    multiply, multiplyTransposed, winogradInput, winogradOutput, winogradGradient, rectify, addBias, sumGradient,
    backpropagateNormalization, argMax, softmaxGradient, continuityGradient, convertToLab, assignPixels, sumPixels,
    nearestCenters,
  ]

  /// Why the kernel can not run at this width; nil if it can.
  package func obstacle(at level: Kernels.Level) -> String? {
    let kernels = Kernels(level: level)
    if kernels.level != level { return "not of this processor" }
    if isProduct, !kernels.multiplies { return "OpenBLAS's product is used" }
    return nil
  }

  package func compare(at level: Kernels.Level) -> Comparison { comparison(Kernels(level: level)) }

  /// Whether the errors are allowed and nothing was written outside.
  package func accepts(_ comparison: Comparison) -> Bool {
    comparison.error <= allowedError && comparison.overrun == nil
  }

  /// Prepares the workload and times the reference.
  package func timer() -> KernelTimer { KernelTimer(workload()) }
}
