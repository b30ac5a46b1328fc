import COpenBLAS
import VectorKernels

/// Products of small row-major matrices, each on the calling thread; the only access to OpenBLAS.
///
/// Where the processor has AVX2, AVX-512 or NEON, our own kernel is used: it packs nothing, which for matrices of a hundred
/// columns is worth more than the library's finer blocking (docs/dev/PERFORMANCE.md). Work is spread over threads by the
/// callers, strip by strip (see ``Strips``): both operands then stay in the cache, and the result does not depend on the
/// number of threads.
package enum Matrix {
  /// C (m×n) ← A·B, with A m×k and B k×n.
  ///
  /// - Parameters:
  ///   - b: with 16 readable floats after its end, as in a ``FeatureMap``.
  ///   - c: overwritten.
  static func multiply(
    _ a: UnsafeBufferPointer<Float>, _ b: UnsafeBufferPointer<Float>, into c: UnsafeMutableBufferPointer<Float>, m: Int,
    n: Int, k: Int, _ kernels: Kernels
  ) {
    if kernels.multiplies {
      kernels.multiply(a, b, into: c, m: m, n: n, k: k)
    } else {
      multiplyByLibrary(a, b, into: c, m: m, n: n, k: k)
    }
  }

  /// C (m×n) ← A·B by OpenBLAS.
  package static func multiplyByLibrary(
    _ a: UnsafeBufferPointer<Float>, _ b: UnsafeBufferPointer<Float>, into c: UnsafeMutableBufferPointer<Float>, m: Int,
    n: Int, k: Int
  ) {
    precondition(a.count == m * k && b.count == k * n && c.count == m * n)
    LibraryThreads.runAlone {
      cblas_sgemm(
        CblasRowMajor, CblasNoTrans, CblasNoTrans, Int32(m), Int32(n), Int32(k), 1, a.baseAddress, Int32(k),
        b.baseAddress, Int32(n), 0, c.baseAddress, Int32(n))
    }
  }

  /// C (m×n) ← C + Aᵀ·B, with A k×m and B k×n: the sum over k pixels of outer products.
  static func accumulateTransposed(
    _ a: UnsafeBufferPointer<Float>, _ b: UnsafeBufferPointer<Float>, into c: UnsafeMutableBufferPointer<Float>, m: Int,
    n: Int, k: Int, _ kernels: Kernels
  ) {
    if kernels.multiplies {
      kernels.accumulateTransposed(a, b, into: c, m: m, n: n, k: k)
      return
    }
    precondition(a.count == m * k && b.count == k * n && c.count == m * n)
    LibraryThreads.runAlone {
      cblas_sgemm(
        CblasRowMajor, CblasTrans, CblasNoTrans, Int32(m), Int32(n), Int32(k), 1,
        a.baseAddress, Int32(m), b.baseAddress, Int32(n), 1, c.baseAddress, Int32(n))
    }
  }

  /// The library's build configuration and selected kernels, reported with every benchmark.
  package static var description: String {
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
