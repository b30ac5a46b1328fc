import VectorKernels

// Passes over pixels of several channels, and their sums.
extension KernelCheck {
  static let rectify = biasAndSums("rectify", isRectified: true)
  static let addBias = biasAndSums("add_bias", isRectified: false)

  private static func biasAndSums(_ name: String, isRectified: Bool) -> KernelCheck {
    @Sendable func run(_ kernels: Kernels, _ z: UnsafeMutableBufferPointer<Float>, bias: [Float], sums: Guarded<Float>)
    {
      if isRectified {
        kernels.rectify(z, bias: bias, sums: sums.values)
      } else {
        kernels.addBias(z, bias: bias, sums: sums.values)
      }
    }
    return KernelCheck(name, allowedError: 1e-6) { kernels, comparison in
      forEachHostileMap { z, channels, values in
        let bias = values(channels, seed: 2)
        let (found, sums) = (Guarded(z), Guarded(values(2 * channels, seed: 3)))
        var expectedSums = sums.values.map { Exact($0) }
        var expected = [Exact](repeating: .untouched, count: z.count)
        run(kernels, found.values, bias: bias, sums: sums)
        addingBias(z, isRectified: isRectified, bias: bias, into: &expected, sums: &expectedSums)
        comparison.compare(found, expected, "\(channels) channels, \(values.rawValue)")
        comparison.compare(sums, expectedSums, "sums of \(channels) channels, \(values.rawValue)")
      }
    } workload: {
      let (z, bias) = (UsualMap.values(), HostileValues.random(100, seed: 2))
      let (map, sums) = (Guarded(z), Guarded([Float](repeating: 0, count: 200)))
      return Workload(amount: 2 * 4 * Double(z.count), unit: .bytes) { kernels in
        for strip in UsualMap.strips { map.change(strip.values) { run(kernels, $0, bias: bias, sums: sums) } }
      } runReference: {
        var (output, sums) = (z, [Float](repeating: 0, count: 200))
        addingBias(z, isRectified: isRectified, bias: bias, into: &output, sums: &sums)
      }
    }
  }

  static let sumGradient = KernelCheck("sum_gradient", allowedError: 1e-6) { kernels, comparison in
    forEachHostileMap { g, channels, values in
      let r = values(g.count, seed: 2)
      let (scale, center) = (values(channels, seed: 3), values(channels, seed: 4))
      let sums = Guarded(values(2 * channels, seed: 5))
      var expected = sums.values.map { Exact($0) }
      Guarded(g).read { g in
        Guarded(r).read { r in kernels.sumGradient(g, r, scale: scale, center: center, sums: sums.values) }
      }
      gradientSums(g, r, scale: scale, center: center, into: &expected)
      comparison.compare(sums, expected, "\(channels) channels, \(values.rawValue)")
    }
  } workload: {
    let (g, r, scale) = (UsualMap.values(), UsualMap.values(), HostileValues.random(100, seed: 2))
    let (guardedG, guardedR) = (Guarded(g), Guarded(r))
    let sums = Guarded([Float](repeating: 0, count: 200))
    return Workload(amount: 2 * 4 * Double(g.count), unit: .bytes) { kernels in
      for strip in UsualMap.strips {
        guardedG.read(strip.values) { g in
          guardedR.read(strip.values) { r in
            kernels.sumGradient(g, r, scale: scale, center: scale, sums: sums.values)
          }
        }
      }
    } runReference: {
      var sums = [Float](repeating: 0, count: 200)
      gradientSums(g, r, scale: scale, center: scale, into: &sums)
    }
  }

  static let backpropagateNormalization = KernelCheck("backpropagate_normalization", allowedError: 1e-6) {
    kernels, comparison in
    forEachHostileMap { g, channels, values in
      let r = values(g.count, seed: 2).map(\.positive)
      let coefficients = (0..<3).map { values(channels, seed: 3 + $0) }
      for isRectified in [false, true] {
        let (found, sums) = (Guarded(g), Guarded(values(channels, seed: 6)))
        var expectedSums = sums.values.map { Exact($0) }
        var expected = [Exact](repeating: .untouched, count: g.count)
        Guarded(r).read { r in
          kernels.backpropagateNormalization(
            found.values, r, rectified: isRectified, slope: coefficients[0], curvature: coefficients[1],
            constant: coefficients[2], sums: sums.values)
        }
        backpropagation(g, r, isRectified: isRectified, coefficients, into: &expected, sums: &expectedSums)
        comparison.compare(found, expected, "\(channels) channels, \(values.rawValue)")
        comparison.compare(sums, expectedSums, "sums of \(channels) channels, \(values.rawValue)")
      }
    }
  } workload: {
    let (g, r, slope) = (UsualMap.values(), UsualMap.values(), HostileValues.random(100, seed: 2))
    let (guardedG, guardedR) = (Guarded(g), Guarded(r))
    let sums = Guarded([Float](repeating: 0, count: 100))
    return Workload(amount: 3 * 4 * Double(g.count), unit: .bytes) { kernels in
      for strip in UsualMap.strips {
        guardedG.change(strip.values) { g in
          guardedR.read(strip.values) { r in
            kernels.backpropagateNormalization(
              g, r, rectified: true, slope: slope, curvature: slope, constant: slope, sums: sums.values)
          }
        }
      }
    } runReference: {
      var (output, sums) = (g, [Float](repeating: 0, count: 100))
      backpropagation(g, r, isRectified: true, [slope, slope, slope], into: &output, sums: &sums)
    }
  }

  private static func addingBias<N: PlainNumber>(
    _ z: [Float], isRectified: Bool, bias: [Float], into output: inout [N], sums: inout [N]
  ) {
    let channels = bias.count
    for n in 0..<(z.count / channels) {
      for c in 0..<channels {
        let sum = N(z[n * channels + c]) + N(bias[c])
        let value = isRectified ? sum.positive : sum
        output[n * channels + c] = value
        sums[c] += value
        sums[channels + c] += value * value
      }
    }
  }

  private static func gradientSums<N: PlainNumber>(
    _ g: [Float], _ r: [Float], scale: [Float], center: [Float], into sums: inout [N]
  ) {
    let channels = scale.count
    for n in 0..<(g.count / channels) {
      for c in 0..<channels {
        let value = N(g[n * channels + c])
        sums[c] += value
        sums[channels + c] += value * (N(r[n * channels + c]) * N(scale[c]) + N(center[c]))
      }
    }
  }

  /// - Parameter coefficients: slope, curvature and constant.
  private static func backpropagation<N: PlainNumber>(
    _ g: [Float], _ r: [Float], isRectified: Bool, _ coefficients: [[Float]], into output: inout [N],
    sums: inout [N]
  ) {
    let channels = sums.count
    for n in 0..<(g.count / channels) {
      for c in 0..<channels {
        let x = r[n * channels + c]
        let value =
          N(g[n * channels + c]) * N(coefficients[0][c]) + N(x) * N(coefficients[1][c]) + N(coefficients[2][c])
        let result = isRectified && x <= 0 ? N(0) : value
        output[n * channels + c] = result
        sums[c] += result
      }
    }
  }

  /// Calls `body` with maps of 1 and 13 pixels.
  static func forEachHostileMap(_ body: (_ map: [Float], _ channels: Int, _ values: HostileValues) -> Void) {
    for values in HostileValues.allCases {
      for channels in hostileChannels {
        for pixels in [1, 13] { body(values(pixels * channels, seed: 1), channels, values) }
      }
    }
  }
}
