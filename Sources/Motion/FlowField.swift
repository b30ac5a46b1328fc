import Imaging

/// The displacement of every pixel of one picture to its point in another.
package struct FlowField: Equatable, Sendable {
  package let size: PictureSize
  /// Displacement to the right in pixels, one value per pixel, rows from the top.
  package let dx: [Float]
  /// Displacement downwards in pixels.
  package let dy: [Float]

  /// - Precondition: both hold one value per pixel.
  package init(size: PictureSize, dx: [Float], dy: [Float]) {
    precondition(
      dx.count == size.count && dy.count == size.count, "a flow field of \(size) needs \(size.count) values per axis")
    self.size = size
    self.dx = dx
    self.dy = dy
  }

  /// Zero motion.
  init(zero size: PictureSize) {
    let zeros = [Float](repeating: 0, count: size.count)
    self.init(size: size, dx: zeros, dy: zeros)
  }

  /// The displacement between pixels by bilinear interpolation; outside the picture, that of the nearest edge.
  package func at(x: Float, y: Float) -> SIMD2<Float> {
    let x = min(max(x, 0), Float(size.width - 1))
    let y = min(max(y, 0), Float(size.height - 1))
    let (column, row) = (Int(x), Int(y))
    let (shareX, shareY) = (x - Float(column), y - Float(row))
    let upper = row * size.width
    let lower = min(row + 1, size.height - 1) * size.width
    let next = min(column + 1, size.width - 1)
    func value(_ n: Int) -> SIMD2<Float> { SIMD2(dx[n], dy[n]) }
    let above = value(upper + column) * (1 - shareX) + value(upper + next) * shareX
    let below = value(lower + column) * (1 - shareX) + value(lower + next) * shareX
    return above * (1 - shareY) + below * shareY
  }

  /// The index of the pixel that pixel `n` maps to; nil outside the picture.
  func target(of n: Int) -> Int? {
    size.index(nearestTo: Float(n % size.width) + dx[n], Float(n / size.width) + dy[n])
  }

  /// The displacement at a place of the next finer level, in pixels of that level.
  func doubled(x: Float, y: Float) -> SIMD2<Float> {
    // Pixel X of the smaller picture is the mean of 2X and 2X + 1, so its center is at 2X + 1/2.
    2 * at(x: 0.5 * (x - 0.5), y: 0.5 * (y - 0.5))
  }
}
