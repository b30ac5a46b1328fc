import COpenBLAS

/// The one door to OpenBLAS: products of small row-major matrices, each on the calling thread.
///
/// Work is spread over threads by the callers, strip by strip (see ``Strips``): both operands then stay in the cache, and
/// the result does not depend on the number of threads.
package enum Matrix {
  /// Before the first product: the best kernels for this processor, and no threads but the caller's.
  private static let isReady: Void = {
    shim_openblas_choose_kernels()
    openblas_set_num_threads(1)
  }()

  /// Readies OpenBLAS for the process. Best called before other threads run, for its start-up reads the environment.
  package static func prepare() { _ = isReady }

  /// C (m×n) ← A·B or A·Bᵀ, with A m×k.
  ///
  /// - Parameters:
  ///   - transposingB: B is n×k and taken as its transpose; otherwise it is k×n.
  ///   - c: overwritten, whatever it held.
  static func multiply(
    _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, transposingB: Bool, into c: UnsafeMutablePointer<Float>,
    m: Int, n: Int, k: Int
  ) {
    _ = isReady
    cblas_sgemm(
      CblasRowMajor, CblasNoTrans, transposingB ? CblasTrans : CblasNoTrans, Int32(m), Int32(n), Int32(k), 1,
      a, Int32(k), b, Int32(transposingB ? k : n), 0, c, Int32(n))
  }

  /// C (m×n) ← C + Aᵀ·B, with A k×m and B k×n: the sum over k pixels of outer products.
  static func accumulateTransposed(
    _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, into c: UnsafeMutablePointer<Float>, m: Int, n: Int, k: Int
  ) {
    _ = isReady
    cblas_sgemm(
      CblasRowMajor, CblasTrans, CblasNoTrans, Int32(m), Int32(n), Int32(k), 1,
      a, Int32(m), b, Int32(n), 1, c, Int32(n))
  }

  /// What the library was built with and which kernels it chose: goes with every speed figure.
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
