/// Batch normalization over the N pixels of one picture: x = γ·(r − μ)/√(σ² + ε) + β for every channel; with γ = 1
/// and β = 0 it is equation (2) of the paper. It always uses the statistics of the current picture.
///
/// The normalized map is never stored: readers of r apply `gain` and `offset`.
struct BatchNormalization {
  /// 1/√(σ² + ε) and −μ/√(σ² + ε): r̂ = r·inverseDeviation + center.
  let inverseDeviation: [Float]
  let center: [Float]
  /// x = r·gain + offset, with γ and β.
  let gain: [Float]
  let offset: [Float]
  private let scale: ArraySlice<Float>
  private let count: Int

  /// - Parameters:
  ///   - sums: Σ r of every channel; `squares`: Σ r².
  ///   - count: the number of pixels.
  ///   - scale: γ, `shift`: β; both empty for equation (2).
  init(
    sums: [Double], squares: [Double], count: Int, scale: ArraySlice<Float>, shift: ArraySlice<Float>, epsilon: Float
  ) {
    let channels = sums.count
    var inverseDeviation = [Float](repeating: 0, count: channels)
    var center = inverseDeviation
    var gain = inverseDeviation
    var offset = inverseDeviation
    for c in 0..<channels {
      let mean = sums[c] / Double(count)
      let variance = max(0, squares[c] / Double(count) - mean * mean)
      let inverse = 1 / (variance + Double(epsilon)).squareRoot()
      let gamma = scale.isEmpty ? 1 : Double(scale[scale.startIndex + c])
      let beta = shift.isEmpty ? 0 : Double(shift[shift.startIndex + c])
      inverseDeviation[c] = Float(inverse)
      center[c] = Float(-mean * inverse)
      gain[c] = Float(gamma * inverse)
      offset[c] = Float(beta - mean * gamma * inverse)
    }
    self.inverseDeviation = inverseDeviation
    self.center = center
    self.gain = gain
    self.offset = offset
    self.scale = scale
    self.count = count
  }

  /// The coefficients for backpropagation: the gradient with respect to r is g·slope + r·curvature + constant.
  struct Gradient {
    let slope, curvature, constant: [Float]
    let scale, shift: [Float]
  }

  /// - Parameters:
  ///   - sums: Σ g of every channel, with g the gradient with respect to x.
  ///   - products: Σ g·r̂.
  /// - Returns: with γ' = γ/√(σ² + ε): ∂r = γ'·(g − mean(g) − r̂·mean(g·r̂)), ∂γ = Σ g·r̂, ∂β = Σ g.
  func gradient(sums: [Double], products: [Double]) -> Gradient {
    let channels = sums.count
    var curvature = [Float](repeating: 0, count: channels)
    var constant = curvature
    for c in 0..<channels {
      let meanGradient = sums[c] / Double(count)
      let meanProduct = products[c] / Double(count)
      curvature[c] = Float(-Double(gain[c]) * meanProduct * Double(inverseDeviation[c]))
      constant[c] = Float(-Double(gain[c]) * (meanGradient + meanProduct * Double(center[c])))
    }
    return Gradient(
      slope: gain, curvature: curvature, constant: constant, scale: products.map { Float($0) },
      shift: sums.map { Float($0) })
  }
}
