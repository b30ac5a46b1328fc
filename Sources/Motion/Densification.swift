/// Densification (section 2.2): the displacement of every pixel from the patches that cover it.
struct Densification {
  let grid: PatchGrid
  /// One for each patch of the grid, in pixels of this level.
  let displacements: UnsafePointer<SIMD2<Float>>
  let luma: Plane
  let other: Plane

  /// Floats of scratch per lane: weights and weighted sums of one row, with room for a last patch that exceeds a
  /// narrow picture.
  var scratchCount: Int { 3 * pitch }

  private var pitch: Int { luma.size.width + Patch.side }

  /// Writes row `y`, `width` values each. A patch's weight is 1 / max(1, |d|) at a pixel, where d is the
  /// gray-value difference under its displacement.
  func fill(
    row y: Int, dx: UnsafeMutablePointer<Float>, dy: UnsafeMutablePointer<Float>,
    scratch: UnsafeMutablePointer<Float>
  ) {
    // SAFETY: scratch holds scratchCount floats of this lane's own; patches begin within 0..<width, so that eight
    // values from there stay below width + 8. dx and dy point to width values that no other row's call writes.
    scratch.update(repeating: 0, count: scratchCount)
    let (weights, sumsX, sumsY) = (scratch, scratch + pitch, scratch + 2 * pitch)
    for row in grid.rows(covering: y) {
      let top = grid.y(row)
      for column in 0..<grid.columns {
        let x = grid.x(column)
        let u = displacements[row * grid.columns + column]
        let window = other.window(x: Float(x) + u.x, y: Float(top) + u.y)
        let d = window.row(y - top) - luma.eight(x, y)
        let size = d.replacing(with: -d, where: d .< 0)
        let weight = 1 / size.replacing(with: 1, where: size .< 1)
        add(weight, to: weights + x)
        add(weight * u.x, to: sumsX + x)
        add(weight * u.y, to: sumsY + x)
      }
    }
    for x in 0..<luma.size.width {
      dx[x] = sumsX[x] / weights[x]
      dy[x] = sumsY[x] / weights[x]
    }
  }

  @inline(__always)
  private func add(_ values: SIMD8<Float>, to place: UnsafeMutablePointer<Float>) {
    let raw = UnsafeMutableRawPointer(place)
    raw.storeBytes(of: raw.loadUnaligned(as: SIMD8<Float>.self) + values, as: SIMD8<Float>.self)
  }
}
