/// Inverse search (section 2.1): finds the best fit of a patch of one picture in the other picture.
struct PatchSearch {
  /// The maximum number of iterations for each patch.
  let iterations: Int
  /// The picture of the patches, and its gradients.
  let luma, slopeX, slopeY: Plane
  /// The picture that is searched.
  let other: Plane

  private typealias Row = SIMD8<Float>

  private static let pixels = Float(Patch.side * Patch.side)
  /// Added to the Hessian's diagonal, as if every pixel had an additional gradient of 4 gray values. In directions
  /// without texture a patch stays at its start.
  private static let damping = 16 * pixels
  /// The search stops when a patch moves by less than this, in squared pixels.
  private static let rest: Float = 1e-4
  /// More than the relative error of a sum of squares.
  private static let rounding: Float = 1e-4

  /// The displacement, in pixels of this level, of the patch whose first pixel is (x, y), sought from `start`.
  ///
  /// Gauss-Newton on the sum of squared differences with the Hessian of the patch itself, computed once (section 2.1,
  /// the inverse composition of Baker and Matthews, IJCV 56(3), 2004). A patch that moves more than its side from the
  /// start is reset to the start (section 2.2).
  func displacement(x: Int, y: Int, start: SIMD2<Float>) -> SIMD2<Float> {
    let hessian = hessian(x: x, y: y)
    var best = start
    var bestError = Float.infinity
    var u = start
    for _ in 0...iterations {
      let window = other.window(x: Float(x) + u.x, y: Float(y) + u.y)
      var (sum, squares, alongX, alongY) = (Row.zero, Row.zero, Row.zero, Row.zero)
      var upper = window.between(columnsOf: 0)
      for r in 0..<Patch.side {
        let lower = window.between(columnsOf: r + 1)
        let e = upper + (lower - upper) * window.shareY - luma.eight(x, y + r)
        upper = lower
        sum += e
        squares += e * e
        alongX += e * slopeX.eight(x, y + r)
        alongY += e * slopeY.eight(x, y + r)
      }
      let total = sum.total
      let error = squares.total - total * total / Self.pixels
      guard error < bestError else { break }
      (best, bestError) = (u, error)
      let step = hessian.solve(
        alongX.total - total * hessian.meanX, alongY.total - total * hessian.meanY)
      u -= step
      let way = u - start
      if (way * way).sum() > Self.pixels { return start }
      if (step * step).sum() < Self.rest { break }
    }
    return best
  }

  /// The matching error at `u`: the sum of squared differences of the mean-normalized patches, so that changes in
  /// lighting are tolerated.
  ///
  /// - Parameter limit: from this error on, the result may be infinity. The upper half of a patch then often decides: its error is
  ///   never greater than that of the whole.
  func error(x: Int, y: Int, _ u: SIMD2<Float>, limit: Float = .infinity) -> Float {
    let window = other.window(x: Float(x) + u.x, y: Float(y) + u.y)
    var (sum, squares) = (Row.zero, Row.zero)
    var upper = window.between(columnsOf: 0)
    @inline(__always)
    func add(rows: Range<Int>) {
      for r in rows {
        let lower = window.between(columnsOf: r + 1)
        let e = upper + (lower - upper) * window.shareY - luma.eight(x, y + r)
        upper = lower
        sum += e
        squares += e * e
      }
    }
    add(rows: 0..<Patch.side / 2)
    let (half, halfSquares) = (sum.total, squares.total)
    if halfSquares * (1 - Self.rounding) - half * half / (Self.pixels / 2) > limit { return .infinity }
    add(rows: Patch.side / 2..<Patch.side)
    let total = sum.total
    return squares.total - total * total / Self.pixels
  }

  private func hessian(x: Int, y: Int) -> Hessian {
    var (sumX, sumY) = (Row.zero, Row.zero)
    var (squaresX, products, squaresY) = (Row.zero, Row.zero, Row.zero)
    for r in 0..<Patch.side {
      let (gx, gy) = (slopeX.eight(x, y + r), slopeY.eight(x, y + r))
      sumX += gx
      sumY += gy
      squaresX += gx * gx
      products += gx * gy
      squaresY += gy * gy
    }
    let (meanX, meanY) = (sumX.total / Self.pixels, sumY.total / Self.pixels)
    return Hessian(
      meanX: meanX, meanY: meanY,
      xx: squaresX.total - meanX * meanX * Self.pixels + Self.damping,
      xy: products.total - meanX * meanY * Self.pixels,
      yy: squaresY.total - meanY * meanY * Self.pixels + Self.damping)
  }
}

/// Σ SᵀS over a patch, where S are the gradients less their means, and the means.
private struct Hessian {
  let meanX, meanY: Float
  let xx, xy, yy: Float

  /// H⁻¹ b. The damping keeps the determinant well above 0.
  @inline(__always)
  func solve(_ bx: Float, _ by: Float) -> SIMD2<Float> {
    SIMD2(yy * bx - xy * by, xx * by - xy * bx) / (xx * yy - xy * xy)
  }
}

extension SIMD8<Float> {
  /// The sum of the values. Not inlined: the compiler would then also compute the values that are added one by one, in twice the
  /// time.
  @inline(never)
  fileprivate var total: Float { sum() }
}
