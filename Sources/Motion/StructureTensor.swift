import Imaging

/// Where a picture has enough texture to see motion. On a bare wall or along a straight edge the forward-backward
/// check can pass although the motion is undetermined (the aperture problem).
///
/// Uses the smaller eigenvalue of the structure tensor, the windowed mean of gradient products (Shi and Tomasi, "Good
/// features to track", CVPR 1994).
package struct StructureTensor: Equatable, Sendable {
  /// One value per pixel.
  package let isTextured: [Bool]

  /// The window radius, in pixels.
  private static let radius = 5
  /// (Gray values per pixel)²; between 4 and 16 the regions hardly change.
  private static let minEigenvalue: Float = 8

  /// - Parameter luma: 0…255, rows from the top.
  package init(luma: [Float], size: PictureSize) {
    precondition(luma.count == size.count)
    let (radius, window) = (Self.radius, 2 * Self.radius + 1)
    let rows = Self.rowSums(luma, size)
    var sums = [SIMD4<Float>](repeating: .zero, count: size.width)
    var isTextured = [Bool](repeating: false, count: size.count)
    for y in 0..<(size.height + radius) {
      for x in 0..<size.width {
        if y < size.height { sums[x] += rows[y * size.width + x] }
        if y >= window { sums[x] -= rows[(y - window) * size.width + x] }
        if y >= radius {
          let mean = sums[x] / Float(window * window)
          isTextured[(y - radius) * size.width + x] = Self.smallerEigenvalue(mean) >= Self.minEigenvalue
        }
      }
    }
    self.isTextured = isTextured
  }

  /// The gradient products of every pixel, summed over the window's columns in its row.
  private static func rowSums(_ luma: [Float], _ size: PictureSize) -> [SIMD4<Float>] {
    let width = size.width
    var rows = [SIMD4<Float>](repeating: .zero, count: size.count)
    guard size.height > 2 else { return rows }
    for y in 1..<(size.height - 1) {
      /// xx, yy, xy; zero at the edges of the picture.
      func products(_ x: Int) -> SIMD4<Float> {
        guard x > 0, x < width - 1 else { return .zero }
        let n = y * width + x
        let (dx, dy) = ((luma[n + 1] - luma[n - 1]) / 2, (luma[n + width] - luma[n - width]) / 2)
        return SIMD4(dx * dx, dy * dy, dx * dy, 0)
      }
      var sum = SIMD4<Float>.zero
      for x in 0..<(width + radius) {
        sum += products(x) - products(x - 2 * radius - 1)
        if x >= radius { rows[y * width + x - radius] = sum }
      }
    }
    return rows
  }

  private static func smallerEigenvalue(_ tensor: SIMD4<Float>) -> Float {
    let difference = tensor.x - tensor.y
    return (tensor.x + tensor.y - (difference * difference + 4 * tensor.z * tensor.z).squareRoot()) / 2
  }
}
