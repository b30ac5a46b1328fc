import CKernels
import COpenBLAS

/// Products of small row-major matrices, each on the calling thread; the only access to OpenBLAS.
///
/// On processors with 512-bit vectors our own kernel is used: it does no packing, which for matrices of a hundred
/// columns gains more than the library's finer blocking (docs/PERFORMANCE.md). Callers distribute the work over
/// threads by strips (see ``Strips``), so that both operands stay in the cache and the result does not depend on the
/// number of threads.
package enum Matrix {
  /// Limits OpenBLAS to the calling thread before the first product.
  private static let isReady: Void = openblas_set_num_threads(1)

  /// C (m×n) ← A·B, with A m×k and B k×n.
  ///
  /// - Parameters:
  ///   - b: with 16 readable floats after its end, as in a ``FeatureMap``.
  ///   - c: overwritten.
  static func multiply(
    _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, into c: UnsafeMutablePointer<Float>, m: Int, n: Int, k: Int,
    _ kernels: tessera_kernels
  ) {
    if let multiply = kernels.multiply {
      multiply(a, k, 1, b, c, m, n, k, 0)
    } else {
      multiplyByLibrary(a, b, into: c, m: m, n: n, k: k)
    }
  }

  /// C (m×n) ← A·B by OpenBLAS.
  package static func multiplyByLibrary(
    _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, into c: UnsafeMutablePointer<Float>, m: Int, n: Int, k: Int
  ) {
    _ = isReady
    cblas_sgemm(
      CblasRowMajor, CblasNoTrans, CblasNoTrans, Int32(m), Int32(n), Int32(k), 1, a, Int32(k), b, Int32(n), 0, c,
      Int32(n))
  }

  /// C (m×n) ← C + Aᵀ·B, with A k×m and B k×n: the sum over k pixels of outer products.
  static func accumulateTransposed(
    _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, into c: UnsafeMutablePointer<Float>, m: Int, n: Int, k: Int,
    _ kernels: tessera_kernels
  ) {
    if let multiply = kernels.multiply {
      multiply(a, 1, m, b, c, m, n, k, 1)
      return
    }
    _ = isReady
    cblas_sgemm(
      CblasRowMajor, CblasTrans, CblasNoTrans, Int32(m), Int32(n), Int32(k), 1,
      a, Int32(m), b, Int32(n), 1, c, Int32(n))
  }

  /// The library's build configuration and selected kernels, reported with every benchmark.
  package static var description: String {
    _ = isReady
    let config = String(cString: openblas_get_config())
    let core = String(cString: openblas_get_corename())
    return "\(config.trimmingSuffix(" ")) (core \(core))"
  }
}

extension String {
  fileprivate func trimmingSuffix(_ character: Character) -> Substring {
    var end = self[...]
    while end.last == character { end.removeLast() }
    return end
  }
}
