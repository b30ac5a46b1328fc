/// Passes over the rows of a strip that stay in the cache: bias, ReLU, and sums over pixels on the way.
enum Rows {
  /// z ← max(0, z + bias); sums[c] += z, sums[channels + c] += z².
  static func rectify(
    _ z: UnsafeMutablePointer<Float>, pixels: Int, channels: Int, bias: UnsafePointer<Float>,
    sums: UnsafeMutablePointer<Float>
  ) {
    let squares = sums + channels
    for n in 0..<pixels {
      let row = z + n * channels
      for c in 0..<channels {
        let value = max(row[c] + bias[c], 0)
        row[c] = value
        sums[c] += value
        squares[c] += value * value
      }
    }
  }

  /// y ← y + bias; sums[c] += y, sums[channels + c] += y².
  static func addBias(
    _ y: UnsafeMutablePointer<Float>, pixels: Int, channels: Int, bias: UnsafePointer<Float>,
    sums: UnsafeMutablePointer<Float>
  ) {
    let squares = sums + channels
    for n in 0..<pixels {
      let row = y + n * channels
      for c in 0..<channels {
        let value = row[c] + bias[c]
        row[c] = value
        sums[c] += value
        squares[c] += value * value
      }
    }
  }

  /// sums[c] += g, sums[channels + c] += g·r̂, the two sums that the gradient of a normalisation needs.
  static func sumGradient(
    _ g: UnsafePointer<Float>, of r: UnsafePointer<Float>, pixels: Int, channels: Int,
    normalization: BatchNormalization, sums: UnsafeMutablePointer<Float>
  ) {
    let products = sums + channels
    normalization.inverseDeviation.withUnsafeBufferPointer { inverseDeviation in
      normalization.center.withUnsafeBufferPointer { center in
        for n in 0..<pixels {
          let gradient = g + n * channels
          let row = r + n * channels
          for c in 0..<channels {
            sums[c] += gradient[c]
            products[c] += gradient[c] * (row[c] * inverseDeviation[c] + center[c])
          }
        }
      }
    }
  }

  /// g ← the gradient with respect to r, and 0 where the rectifier was shut (r = 0); sums[c] += g.
  ///
  /// - Parameter rectified: whether r is the output of a rectifier.
  static func backpropagateNormalization(
    _ g: UnsafeMutablePointer<Float>, of r: UnsafePointer<Float>, rectified: Bool, pixels: Int, channels: Int,
    gradient: BatchNormalization.Gradient, sums: UnsafeMutablePointer<Float>
  ) {
    gradient.slope.withUnsafeBufferPointer { slope in
      gradient.curvature.withUnsafeBufferPointer { curvature in
        gradient.constant.withUnsafeBufferPointer { constant in
          for n in 0..<pixels {
            let output = g + n * channels
            let row = r + n * channels
            if rectified {
              for c in 0..<channels {
                let value = output[c] * slope[c] + (row[c] * curvature[c] + constant[c])
                let open = row[c] > 0 ? value : 0
                output[c] = open
                sums[c] += open
              }
            } else {
              for c in 0..<channels {
                let value = output[c] * slope[c] + (row[c] * curvature[c] + constant[c])
                output[c] = value
                sums[c] += value
              }
            }
          }
        }
      }
    }
  }
}
