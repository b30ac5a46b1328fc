import Parallelism

/// Weights of a 3×3 convolution in the Winograd domain of F(4×4, 3×3), Lavin and Gray 2016: U = G·g·Gᵀ, and back for
/// their gradient: g = Gᵀ·U·G.
enum WinogradWeights {
  /// G, 6×3, for the interpolation points 0, ±1, ±2 and infinity, row by row.
  private static let transform: InlineArray<18, Float> = [
    1 / 4, 0, 0,
    -1 / 6, -1 / 6, -1 / 6,
    -1 / 6, 1 / 6, -1 / 6,
    1 / 24, 1 / 12, 1 / 6,
    1 / 24, -1 / 12, 1 / 6,
    0, 0, 1,
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
    let (fromCount, toCount) = turned ? (outputs, inputs) : (inputs, outputs)
    weights.withUnsafeBufferPointer { weights in
      workers.forEach(fromCount) { from, _ in
        for first in stride(from: 0, to: toCount, by: 4) {
          let lanes = min(4, toCount - first)
          var taps = InlineArray<9, SIMD4<Float>>(repeating: .zero)
          for tap in 0..<9 {
            for lane in 0..<lanes {
              let to = first + lane
              taps[tap][lane] =
                turned ? weights[(from * 9 + 8 - tap) * inputs + to] : weights[(to * 9 + tap) * inputs + from]
            }
          }
          expand(taps) { xi, values in
            let place = u.values + (xi * inputs * outputs + from * toCount + first)
            // SAFETY: four values are written at once only where four of the row are left.
            guard lanes < 4 else {
              return UnsafeMutableRawPointer(place).storeBytes(of: values, as: SIMD4<Float>.self)
            }
            for lane in 0..<lanes { place[lane] = values[lane] }
          }
        }
      }
    }
  }

  /// G·g·Gᵀ of four filters.
  @inline(__always)
  private static func expand(
    _ g: InlineArray<9, SIMD4<Float>>, _ store: (_ xi: Int, _ values: SIMD4<Float>) -> Void
  ) {
    var half = InlineArray<18, SIMD4<Float>>(repeating: .zero)
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
  private static func multiplied(
    _ a: SIMD4<Float>, _ b: SIMD4<Float>, _ c: SIMD4<Float>
  ) -> InlineArray<6, SIMD4<Float>> {
    let outer = (a + c) * (-1 / 6)
    let even = a * (1 / 24) + c * (1 / 6)
    return [a * (1 / 4), outer - b * (1 / 6), outer + b * (1 / 6), even + b * (1 / 12), even - b * (1 / 12), c]
  }

  /// gradient[outputs][3][3][inputs] ← Gᵀ·(Σ of the parts)·G, each part dU[ξ][outputs][inputs]; parts are added in
  /// order.
  static func gradient(
    from parts: [FeatureMap], inputs: Int, outputs: Int, into gradient: UnsafeMutablePointer<Float>, workers: Workers
  ) {
    let transform = transform
    workers.forEach(outputs) { o, _ in
      // SAFETY: four values are read at once; a map has readable values behind its last one.
      for first in stride(from: 0, to: inputs, by: 4) {
        var half = InlineArray<18, SIMD4<Double>>(repeating: .zero)
        for row in 0..<6 {
          for column in 0..<6 {
            let place = (6 * row + column) * inputs * outputs + o * inputs + first
            var sum = SIMD4<Double>.zero
            for part in parts {
              let values = UnsafeRawPointer(part.values + place).loadUnaligned(as: SIMD4<Float>.self)
              sum += SIMD4(Double(values.x), Double(values.y), Double(values.z), Double(values.w))
            }
            for k in 0..<3 { half[3 * row + k] += sum * Double(transform[3 * column + k]) }
          }
        }
        for ky in 0..<3 {
          for kx in 0..<3 {
            var sum = SIMD4<Double>.zero
            for row in 0..<6 { sum += Double(transform[3 * row + ky]) * half[3 * row + kx] }
            for lane in 0..<min(4, inputs - first) {
              gradient[(o * 9 + ky * 3 + kx) * inputs + first + lane] = Float(sum[lane])
            }
          }
        }
      }
    }
  }
}
