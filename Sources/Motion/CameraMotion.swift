import Imaging

/// The camera motion as a homography of the picture plane. The background follows it; objects do not.
///
/// Fitted to optical flow on a grid of points by RANSAC (Fischler and Bolles, CACM 24(6), 1981), then by least
/// squares to the inliers (Hartley and Zisserman, "Multiple view geometry", 2nd edition, 4.1 and 4.7).
package struct CameraMotion: Equatable, Sendable {
  /// Rows of H with H₃₃ = 1: (x, y) maps to (h₀x + h₁y + h₂, h₃x + h₄y + h₅) / (h₆x + h₇y + 1), in pixels from the
  /// center of the picture divided by `scale`.
  private let h: [Double]
  private let size: PictureSize

  /// Spacing of the grid of points, in pixels.
  private static let step = 8
  /// The inlier threshold, in pixels.
  private static let tolerance = 1.0
  private static let rounds = 200

  /// - Parameters:
  ///   - flow: the flow at each pixel.
  ///   - isKnown: whether the flow at a pixel is reliable.
  /// - Returns: nil if too few points agree on one motion.
  package init?(_ flow: FlowField, isKnown: (Int) -> Bool) {
    size = flow.size
    let points = Self.points(flow, isKnown)
    guard points.count >= 20, let best = Self.consensus(points, tolerance: Self.tolerance / Self.scale(flow.size))
    else {
      return nil
    }
    h = best
  }

  /// The displacement of a pixel by the camera motion, in pixels.
  package func displacement(x: Float, y: Float) -> SIMD2<Float> {
    let scale = Self.scale(size)
    let (u, v) = (
      (Double(x) - Double(size.width) / 2) / scale, (Double(y) - Double(size.height) / 2) / scale
    )
    let led = Self.apply(h, u, v)
    return SIMD2(Float((led.x - u) * scale), Float((led.y - v) * scale))
  }

  private struct Point {
    let x, y, u, v: Double
  }

  /// Half of the longer side. Coordinates in about −1…1 keep the equations well conditioned.
  private static func scale(_ size: PictureSize) -> Double { max(1, Double(max(size.width, size.height)) / 2) }

  private static func points(_ flow: FlowField, _ isKnown: (Int) -> Bool) -> [Point] {
    let size = flow.size
    let scale = scale(size)
    var points: [Point] = []
    for y in Swift.stride(from: min(step / 2, size.height - 1), to: size.height, by: step) {
      for x in Swift.stride(from: min(step / 2, size.width - 1), to: size.width, by: step) {
        let n = y * size.width + x
        guard isKnown(n) else { continue }
        let (u, v) = (
          (Double(x) - Double(size.width) / 2) / scale, (Double(y) - Double(size.height) / 2) / scale
        )
        points.append(Point(x: u, y: v, u: u + Double(flow.dx[n]) / scale, v: v + Double(flow.dy[n]) / scale))
      }
    }
    return points
  }

  private static func apply(_ h: [Double], _ x: Double, _ y: Double) -> (x: Double, y: Double) {
    let w = h[6] * x + h[7] * y + 1
    guard abs(w) > 1e-9 else { return (x, y) }
    return ((h[0] * x + h[1] * y + h[2]) / w, (h[3] * x + h[4] * y + h[5]) / w)
  }

  private static func agree(_ h: [Double], _ points: [Point], _ tolerance: Double) -> [Point] {
    points.filter { point in
      let led = apply(h, point.x, point.y)
      let (dx, dy) = (led.x - point.u, led.y - point.v)
      return dx * dx + dy * dy < tolerance * tolerance
    }
  }

  private static func consensus(_ points: [Point], tolerance: Double) -> [Double]? {
    // A fixed seed: the same flow gives the same homography.
    var state: UInt64 = 0x7465_7373_6572_61
    func next(below bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(bound))
    }
    var best: [Point] = []
    for _ in 0..<rounds {
      let sample = (0..<4).map { _ in points[next(below: points.count)] }
      guard let h = fit(sample) else { continue }
      let inliers = agree(h, points, tolerance)
      if inliers.count > best.count { best = inliers }
      if 10 * best.count > 9 * points.count { break }
    }
    guard best.count >= 12 else { return nil }
    var result: [Double]?
    for _ in 0..<3 {
      guard let h = fit(best) else { break }
      result = h
      best = agree(h, points, tolerance)
      if best.count < 12 { break }
    }
    return result
  }

  /// The least-squares homography of at least four points; nil if the points do not determine one.
  private static func fit(_ points: [Point]) -> [Double]? {
    // Normal equations of h₀x + h₁y + h₂ − h₆xu − h₇yu = u and of the same for v: 8 unknowns and the right-hand side.
    var a = [Double](repeating: 0, count: 8 * 9)
    func add(_ row: [Double]) {
      for i in 0..<8 where row[i] != 0 {
        for j in 0..<9 { a[i * 9 + j] += row[i] * row[j] }
      }
    }
    for p in points {
      add([p.x, p.y, 1, 0, 0, 0, -p.x * p.u, -p.y * p.u, p.u])
      add([0, 0, 0, p.x, p.y, 1, -p.x * p.v, -p.y * p.v, p.v])
    }
    // Gaussian elimination with pivoting.
    for column in 0..<8 {
      guard let pivot = (column..<8).max(by: { abs(a[$0 * 9 + column]) < abs(a[$1 * 9 + column]) }),
        abs(a[pivot * 9 + column]) > 1e-12
      else { return nil }
      if pivot != column { for j in 0..<9 { a.swapAt(pivot * 9 + j, column * 9 + j) } }
      for row in 0..<8 where row != column {
        let factor = a[row * 9 + column] / a[column * 9 + column]
        if factor != 0 { for j in column..<9 { a[row * 9 + j] -= factor * a[column * 9 + j] } }
      }
    }
    var h = [Double](repeating: 0, count: 8)
    for row in h.indices { h[row] = a[row * 9 + 8] / a[row * 9 + row] }
    return h.allSatisfy(\.isFinite) ? h : nil
  }
}
