import VectorKernels

extension KernelCheck {
  static let argMax = KernelCheck("arg_max", allowedError: 1e-6) { kernels, comparison in
    forEachHostileMap { y, channels, values in
      let (gain, offset) = (values(channels, seed: 2), values(channels, seed: 3))
      let clusters = Guarded<UInt16>(count: y.count / channels)
      Guarded(y).read { kernels.argMax($0, gain: gain, offset: offset, into: clusters.values) }
      for n in clusters.values.indices {
        let row: [Exact] = responses(y, n, gain: gain, offset: offset)
        let (expected, found) = (firstLargest(row), Int(clusters.values[n]))
        let place = "\(channels) channels, \(values.rawValue)"
        // Rounding may decide between two that are almost equal; of equal ones it must be the first.
        if found != expected {
          let isValid = row.indices.contains(found) && row[found].value < row[expected].value
          let shortfall = isValid ? row[expected] - row[found] : Exact(1)
          comparison.note(shortfall.value / max(shortfall.size, .leastNormalMagnitude), place)
        }
      }
      comparison.checkGuards(clusters, "\(channels) channels, \(values.rawValue)")
    }
  } workload: {
    let (y, gain) = (UsualMap.values(), HostileValues.random(100, seed: 2))
    let (map, clusters) = (Guarded(y), Guarded<UInt16>(count: y.count / 100))
    return Workload(amount: 4 * Double(y.count), unit: .bytes) { kernels in
      for strip in UsualMap.strips {
        map.read(strip.values) { y in
          clusters.change(strip.pixels) { kernels.argMax(y, gain: gain, offset: gain, into: $0) }
        }
      }
    } runReference: {
      var clusters = [UInt16](repeating: 0, count: y.count / 100)
      for n in clusters.indices {
        let row: [Float] = responses(y, n, gain: gain, offset: gain)
        clusters[n] = UInt16(firstLargest(row))
      }
    }
  }

  static let softmaxGradient = KernelCheck("softmax_gradient", allowedError: 2e-6) { kernels, comparison in
    forEachHostileMap { y, channels, values in
      let (gain, offset) = (values(channels, seed: 2), values(channels, seed: 3))
      let targets = (0..<(y.count / channels)).map { UInt16($0 * 7 % channels) }
      let g = Guarded<Float>(count: y.count)
      let weight: Float = 0.125
      let loss = Guarded(y).read { y in
        Guarded(targets).read { targets in
          kernels.softmaxGradient(y, targets: targets, weight: weight, gain: gain, offset: offset, into: g.values)
        }
      }
      var expected = [Exact](repeating: .untouched, count: y.count)
      let expectedLoss = softmax(y, targets, weight: weight, gain: gain, offset: offset, into: &expected)
      let place = "\(channels) channels, \(values.rawValue)"
      // The exponential has an absolute error relative to 1.
      comparison.compare(g, expected, scale: Double(weight), place)
      comparison.compare(Float(loss), expectedLoss, scale: 1, "loss of \(place)")
    }
  } workload: {
    let (y, gain) = (UsualMap.values(), HostileValues.random(100, seed: 2))
    let targets = (0..<(y.count / 100)).map { UInt16($0 % 100) }
    let (map, guardedTargets, g) = (Guarded(y), Guarded(targets), Guarded<Float>(count: y.count))
    return Workload(amount: 2 * 4 * Double(y.count), unit: .bytes) { kernels in
      for strip in UsualMap.strips {
        map.read(strip.values) { y in
          guardedTargets.read(strip.pixels) { targets in
            g.change(strip.values) { g in
              _ = kernels.softmaxGradient(y, targets: targets, weight: 1, gain: gain, offset: gain, into: g)
            }
          }
        }
      }
    } runReference: {
      var g = y
      _ = softmax(y, targets, weight: 1, gain: gain, offset: gain, into: &g)
    }
  }

  /// The normalized responses of pixel `n`.
  private static func responses<N: PlainNumber>(_ y: [Float], _ n: Int, gain: [Float], offset: [Float]) -> [N] {
    gain.indices.map { c in N(y[n * gain.count + c]) * N(gain[c]) + N(offset[c]) }
  }

  private static func firstLargest<N: PlainNumber>(_ row: [N]) -> Int {
    var largest = 0
    for c in row.indices where row[largest] < row[c] { largest = c }
    return largest
  }

  private static func softmax<N: PlainNumber>(
    _ y: [Float], _ targets: [UInt16], weight: Float, gain: [Float], offset: [Float], into g: inout [N]
  ) -> N {
    let channels = gain.count
    var loss = N(0)
    for n in targets.indices {
      let row: [N] = responses(y, n, gain: gain, offset: offset)
      let target = Int(targets[n])
      let largest = row[firstLargest(row)]
      let exponentials = row.map { ($0 - largest).exponential }
      let sum = exponentials.reduce(N(0)) { $0 + $1 }
      loss += sum.logarithm + largest - row[target]
      for c in 0..<channels { g[n * channels + c] = exponentials[c] / sum * N(weight) }
      g[n * channels + target] -= N(weight)
    }
    return loss
  }
}
