import Parallelism

/// Weights of a 3×3 convolution in the Winograd domain of F(4×4, 3×3), Lavin and Gray 2016: U = G·g·Gᵀ, and back for
/// their gradient: g = Gᵀ·U·G.
enum WinogradWeights {
  /// G, 6×3, for the interpolation points 0, ±1, ±2 and infinity.
  static let transform: [[Float]] = [
    [1 / 4, 0, 0],
    [-1 / 6, -1 / 6, -1 / 6],
    [-1 / 6, 1 / 6, -1 / 6],
    [1 / 24, 1 / 12, 1 / 6],
    [1 / 24, -1 / 12, 1 / 6],
    [0, 0, 1],
  ]

  /// U[ξ][from][to] of a convolution.
  ///
  /// - Parameters:
  ///   - weights: [outputs][3][3][inputs].
  ///   - turned: for the convolution that backpropagates an output gradient: from outputs to inputs, the taps rotated
  ///     by 180°.
  static func transformed(
    _ weights: ArraySlice<Float>, inputs: Int, outputs: Int, turned: Bool, into u: FeatureMap, workers: Workers
  ) {
    weights.withUnsafeBufferPointer { weights in
      workers.forEach(outputs) { o, _ in
        for i in 0..<inputs {
          var taps = InlineArray<9, Float>(repeating: 0)
          for tap in 0..<9 { taps[tap] = weights[(o * 9 + (turned ? 8 - tap : tap)) * inputs + i] }
          let place = turned ? o * inputs + i : i * outputs + o
          expand(taps) { xi, value in u.values[xi * inputs * outputs + place] = value }
        }
      }
    }
  }

  /// G·g·Gᵀ of one filter.
  @inline(__always)
  private static func expand(_ g: InlineArray<9, Float>, _ store: (_ xi: Int, _ value: Float) -> Void) {
    var half = InlineArray<18, Float>(repeating: 0)
    for column in 0..<3 {
      let t = multiplied(g[column], g[3 + column], g[6 + column])
      for row in 0..<6 { half[3 * row + column] = t[row] }
    }
    for row in 0..<6 {
      let t = multiplied(half[3 * row], half[3 * row + 1], half[3 * row + 2])
      for column in 0..<6 { store(6 * row + column, t[column]) }
    }
  }

  /// G times a column of three.
  @inline(__always)
  private static func multiplied(_ a: Float, _ b: Float, _ c: Float) -> InlineArray<6, Float> {
    let outer = (a + c) * (-1 / 6)
    let even = a * (1 / 24) + c * (1 / 6)
    return [a * (1 / 4), outer - b * (1 / 6), outer + b * (1 / 6), even + b * (1 / 12), even - b * (1 / 12), c]
  }

  /// gradient[outputs][3][3][inputs] ← Gᵀ·(Σ of the parts)·G, each part dU[ξ][outputs][inputs]; parts are added in
  /// order.
  static func gradient(
    from parts: [FeatureMap], inputs: Int, outputs: Int, into gradient: UnsafeMutablePointer<Float>, workers: Workers
  ) {
    workers.forEach(outputs) { o, _ in
      for i in 0..<inputs {
        var half = InlineArray<18, Double>(repeating: 0)
        for row in 0..<6 {
          for column in 0..<6 {
            let place = (6 * row + column) * inputs * outputs + o * inputs + i
            var sum = 0.0
            for part in parts { sum += Double(part.values[place]) }
            for k in 0..<3 { half[3 * row + k] += sum * Double(transform[column][k]) }
          }
        }
        for ky in 0..<3 {
          for kx in 0..<3 {
            var sum = 0.0
            for row in 0..<6 { sum += Double(transform[row][ky]) * half[3 * row + kx] }
            gradient[(o * 9 + ky * 3 + kx) * inputs + i] = Float(sum)
          }
        }
      }
    }
  }
}
