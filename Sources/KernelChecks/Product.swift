import VectorKernels

extension KernelCheck {
  static let multiply = product("multiply", isTransposed: false)
  static let multiplyTransposed = product("multiply transposed", isTransposed: true)

  private static func product(_ name: String, isTransposed: Bool) -> KernelCheck {
    KernelCheck(name, allowedError: 2e-6, isProduct: true) { kernels, comparison in
      for values in HostileValues.allCases {
        for product in values == .random ? Product.allRests : Product.someRests {
          let (a, b) = (values(product.m * product.k, seed: 1), values(product.k * product.n, seed: 2))
          let start = values(product.m * product.n, seed: 3)
          let c = isTransposed ? Guarded(start) : Guarded<Float>(count: start.count)
          product.run(kernels, Guarded(a), Guarded(b), into: c, isTransposed: isTransposed)
          var expected = start.map { isTransposed ? Exact($0) : .untouched }
          product.reference(a, b, into: &expected, isTransposed: isTransposed)
          comparison.compare(c, expected, "\(product), \(values.rawValue)")
        }
      }
    } workload: {
      // The 36 products of a strip of tiles, or of its weight gradient, at 100 channels.
      let product = isTransposed ? Product(m: 100, n: 100, k: 128) : Product(m: 128, n: 100, k: 100)
      let a = HostileValues.random(product.m * product.k, seed: 1)
      let b = HostileValues.random(product.k * product.n, seed: 2)
      let c = [Float](repeating: 0, count: product.m * product.n)
      let (guardedA, guardedB, guardedC) = (Guarded(a), Guarded(b), Guarded(c))
      return Workload(amount: 36 * 2 * Double(product.m * product.n * product.k), unit: .operations) { kernels in
        for _ in 0..<36 { product.run(kernels, guardedA, guardedB, into: guardedC, isTransposed: isTransposed) }
      } runReference: {
        var c = c
        for _ in 0..<36 { product.reference(a, b, into: &c, isTransposed: isTransposed) }
      }
    }
  }
}

/// C (m×n) ← A·B, or C + Aᵀ·B with A k×m.
private struct Product: CustomStringConvertible {
  let m, n, k: Int

  var description: String { "\(m)×\(n), k = \(k)" }

  /// Every rest of rows and columns of all tiles.
  static let allRests = (1...130).flatMap { n in (1...13).map { m in Product(m: m, n: n, k: 1 + (7 * n + m) % 23) } }
  static let someRests = [
    (1, 1, 1), (5, 16, 3), (7, 17, 9), (13, 100, 100), (100, 27, 61), (9, 112, 5), (3, 256, 8), (8, 80, 4),
    (6, 64, 130),
  ].map { Product(m: $0.0, n: $0.1, k: $0.2) }

  func run(
    _ kernels: Kernels, _ a: Guarded<Float>, _ b: Guarded<Float>, into c: Guarded<Float>, isTransposed: Bool
  ) {
    a.read { a in
      b.read { b in
        if isTransposed {
          kernels.accumulateTransposed(a, b, into: c.values, m: m, n: n, k: k)
        } else {
          kernels.multiply(a, b, into: c.values, m: m, n: n, k: k)
        }
      }
    }
  }

  func reference<N: PlainNumber>(_ a: [Float], _ b: [Float], into c: inout [N], isTransposed: Bool) {
    for i in 0..<m {
      if !isTransposed { for j in 0..<n { c[i * n + j] = N(0) } }
      for l in 0..<k {
        let x = N(a[isTransposed ? l * m + i : i * k + l])
        for j in 0..<n { c[i * n + j] += x * N(b[l * n + j]) }
      }
    }
  }
}
