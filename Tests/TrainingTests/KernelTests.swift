import Parallelism
import Randomness
import TestSupport
import Testing
import Training
import VectorKernels

/// Every vector width against the same plain loops, on sizes that leave rests.
@Suite struct KernelTests {
  static let levels = availableVectorWidths
  /// Those that have a matrix product of their own; elsewhere that is OpenBLAS's.
  static let levelsWithProduct = levels.filter { Kernels(level: $0).multiplies }
  static let channels = [1, 3, 4, 7, 8, 15, 16, 17, 33, 100, 256]

  private func values(_ count: Int, seed: UInt64, _ range: ClosedRange<Float> = -2...2) -> [Float] {
    var random = SplitMix64(seed: seed)
    return (0..<count).map { _ in Float.random(in: range, using: &random) }
  }

  @Test("Rectifier, bias and sums", arguments: levels)
  func rectify(_ level: Kernels.Level) {
    let kernels = Kernels(level: level)
    for channels in Self.channels {
      let z = values(13 * channels, seed: 1)
      let bias = values(channels, seed: 2)
      for rectifies in [true, false] {
        var output = z
        var sums = [Float](repeating: 1, count: 2 * channels)
        output.withUnsafeMutableBufferPointer { output in
          sums.withUnsafeMutableBufferPointer { sums in
            if rectifies {
              kernels.rectify(output, bias: bias, sums: sums)
            } else {
              kernels.addBias(output, bias: bias, sums: sums)
            }
          }
        }
        var expectedSums = [Double](repeating: 1, count: 2 * channels)
        let expected = z.indices.map { i in
          let value = Double(z[i]) + Double(bias[i % channels])
          let result = rectifies ? max(0, value) : value
          expectedSums[i % channels] += result
          expectedSums[channels + i % channels] += result * result
          return result
        }
        #expect(relativeDifference(output, expected) < 1e-6)
        #expect(relativeDifference(sums, expectedSums) < 1e-5)
      }
    }
  }

  @Test("The gradient of a normalization, and its sums", arguments: levels)
  func normalization(_ level: Kernels.Level) {
    let kernels = Kernels(level: level)
    for channels in Self.channels {
      let g = values(9 * channels, seed: 3)
      let r = values(9 * channels, seed: 4).map { max(0, $0) }
      let (a, b, o) = (values(channels, seed: 5), values(channels, seed: 6), values(channels, seed: 7))
      var sums = [Float](repeating: 0, count: 2 * channels)
      sums.withUnsafeMutableBufferPointer { sums in
        g.withUnsafeBufferPointer { g in
          r.withUnsafeBufferPointer { r in kernels.sumGradient(g, r, scale: a, center: b, sums: sums) }
        }
      }
      var expectedSums = [Double](repeating: 0, count: 2 * channels)
      for i in g.indices {
        let c = i % channels
        expectedSums[c] += Double(g[i])
        expectedSums[channels + c] += Double(g[i]) * (Double(r[i]) * Double(a[c]) + Double(b[c]))
      }
      #expect(relativeDifference(sums, expectedSums) < 1e-5)
      for rectified in [true, false] {
        var output = g
        var total = [Float](repeating: 0, count: channels)
        output.withUnsafeMutableBufferPointer { output in
          total.withUnsafeMutableBufferPointer { total in
            r.withUnsafeBufferPointer { r in
              kernels.backpropagateNormalization(
                output, r, rectified: rectified, slope: a, curvature: b, constant: o, sums: total)
            }
          }
        }
        let expected = g.indices.map { i -> Double in
          let c = i % channels
          if rectified, r[i] <= 0 { return 0 }
          return Double(g[i]) * Double(a[c]) + Double(r[i]) * Double(b[c]) + Double(o[c])
        }
        #expect(relativeDifference(output, expected) < 1e-6)
      }
    }
  }

  @Test("Arg max takes the first of the largest; the softmax gradient is softmax minus one-hot", arguments: levels)
  func softmax(_ level: Kernels.Level) {
    let kernels = Kernels(level: level)
    for channels in Self.channels {
      // Whole numbers, so that there are ties; some far apart, so that exponentials vanish.
      let y = values(11 * channels, seed: 8, -3...3).map { ($0 * 2).rounded() * 20 }
      let gain = [Float](repeating: 0.5, count: channels)
      let offset = [Float](repeating: 0.25, count: channels)
      var clusters = [UInt16](repeating: 999, count: 11)
      y.withUnsafeBufferPointer { y in
        clusters.withUnsafeMutableBufferPointer { kernels.argMax(y, gain: gain, offset: offset, into: $0) }
      }
      let targets = (0..<11).map { UInt16($0 % channels) }
      var g = [Float](repeating: 0, count: y.count)
      let loss = y.withUnsafeBufferPointer { y in
        targets.withUnsafeBufferPointer { targets in
          g.withUnsafeMutableBufferPointer { g in
            kernels.softmaxGradient(y, targets: targets, weight: 0.125, gain: gain, offset: offset, into: g)
          }
        }
      }
      var expectedLoss = 0.0
      var expected: [Double] = []
      for n in 0..<11 {
        let row = y[(n * channels)..<((n + 1) * channels)].map { Double($0) * 0.5 + 0.25 }
        let largest = row.max() ?? 0
        #expect(Int(clusters[n]) == row.firstIndex(of: largest))
        let sum = row.reduce(0) { $0 + exponential($1 - largest) }
        expectedLoss += logarithm(sum) + largest - row[Int(targets[n])]
        for (i, value) in row.enumerated() {
          expected.append(0.125 * (exponential(value - largest) / sum - (i == Int(targets[n]) ? 1 : 0)))
        }
      }
      #expect(abs(loss - expectedLoss) <= 1e-5 * max(1, expectedLoss))
      #expect(norm(expected.indices.map { Double(g[$0]) - expected[$0] }) < 1e-6)
    }
  }

  @Test(
    "The matrix product, plain and transposed, whatever the rest",
    .enabled(if: !levelsWithProduct.isEmpty, "needs a processor with AVX2"), arguments: levelsWithProduct)
  func product(_ level: Kernels.Level) {
    let kernels = Kernels(level: level)
    for (m, n, k) in [
      (1, 1, 1), (5, 16, 3), (7, 17, 9), (13, 100, 100), (100, 27, 61), (9, 112, 5), (3, 256, 8), (8, 80, 4),
    ] {
      let a = values(m * k, seed: 9)
      let b = values(k * n + 16, seed: 10)
      for isTransposed in [false, true] {
        var c = [Float](repeating: 0.5, count: m * n)
        a.withUnsafeBufferPointer { a in
          b.withUnsafeBufferPointer { b in
            let b = UnsafeBufferPointer(rebasing: b[..<(k * n)])
            c.withUnsafeMutableBufferPointer { c in
              if isTransposed {
                kernels.accumulateTransposed(a, b, into: c, m: m, n: n, k: k)
              } else {
                kernels.multiply(a, b, into: c, m: m, n: n, k: k)
              }
            }
          }
        }
        var expected: [Double] = []
        for i in 0..<m {
          for j in 0..<n {
            var sum = isTransposed ? 0.5 : 0.0
            for l in 0..<k { sum += Double(a[isTransposed ? l * m + i : i * k + l]) * Double(b[l * n + j]) }
            expected.append(sum)
          }
        }
        #expect(relativeDifference(c, expected) < 1e-5)
      }
    }
  }

  @Test("Winograd and direct convolution train alike, at every vector width", arguments: levels)
  func methods(_ level: Kernels.Level) {
    for (height, width, p) in [(1, 1, 8), (2, 3, 9), (4, 4, 16), (5, 9, 12), (37, 23, 33), (19, 130, 20)] {
      let architecture = Architecture(components: 3, channels: p, clusters: p + 3)
      let state = NetworkState(architecture: architecture, initialization: .fanIn, seed: 4)
      let picture = values(height * width * 3, seed: 11, 0...1)
      var random = SplitMix64(seed: 12)
      let targets = (0..<(height * width)).map { _ in UInt16.random(in: 0..<UInt16(p), using: &random) }
      func train(_ method: ConvolutionMethod, _ level: Kernels.Level) -> ([Float], [Float]) {
        let network = Network(
          state: state, height: height, width: width, workers: Workers(count: 2), convolution: method,
          kernels: Kernels(level: level))
        network.setInput(picture)
        var clusters = targets
        network.forward(&clusters)
        let responses = network.normalizedResponses()
        _ = network.backward(targets: targets)
        return (responses, network.gradient)
      }
      let plain = train(.direct, .baseline)
      let fast = train(.winograd, level)
      // Few pixels make variances, and with them the gradients, tiny: compare to the size of the values.
      let scale = max(1, norm(plain.1.map(Double.init)))
      #expect(
        norm(fast.0.indices.map { Double(fast.0[$0] - plain.0[$0]) }) < 1e-4 * max(1, norm(plain.0.map(Double.init))))
      if height * width > 30 {
        #expect(norm(fast.1.indices.map { Double(fast.1[$0] - plain.1[$0]) }) < 1e-4 * scale)
      }
    }
  }

  @Test(
    "Training stays finite for all depths and odd widths",
    arguments: [(1, 1, 1), (2, 256, 3), (3, 5, 256), (4, 64, 2), (5, 31, 17)])
  func finite(_ components: Int, _ p: Int, _ q: Int) {
    let state = NetworkState(
      architecture: Architecture(components: components, channels: p, clusters: q), initialization: .xavier, seed: 1)
    let network = Network(state: state, height: 9, width: 14, workers: Workers(count: 2))
    network.setInput(values(9 * 14 * 3, seed: 2, 0...1))
    var clusters = [UInt16](repeating: 0, count: 9 * 14)
    for _ in 0..<500 {
      network.forward(&clusters)
      #expect(network.backward(targets: clusters).isFinite)
      network.descend(rate: 0.1, momentum: 0.9)
    }
    #expect(network.state.values.allSatisfy { $0.isFinite })
  }
}
