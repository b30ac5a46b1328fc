import Imaging

/// A view of one plane of a level, valid only within `GrayLevel.withPlanes`.
///
/// SAFETY: memory extends `GrayLevel.border` pixels beyond the picture on all sides. Eight values read at columns
/// −8…width + 1 of rows −8…height + 8 are in bounds; callers stay within that range.
struct Plane {
  /// Without the border, in pixels.
  let size: PictureSize
  /// The distance from a value to the one below.
  let pitch: Int
  /// The first pixel of the first row.
  let origin: UnsafePointer<Float>

  /// Eight values of row `y`, starting at column `x`.
  @inline(__always)
  func eight(_ x: Int, _ y: Int) -> SIMD8<Float> {
    UnsafeRawPointer(origin + (y * pitch + x)).loadUnaligned(as: SIMD8<Float>.self)
  }

  /// The place between pixels at which the patch with first pixel (x, y) is read, clamped so that at most all of the
  /// patch lies outside.
  @inline(__always)
  func window(x: Float, y: Float) -> Window {
    let side = Float(Patch.side)
    let x = min(max(x, -side), Float(size.width))
    let y = min(max(y, -side), Float(size.height))
    let (column, row) = (floor(x), floor(y))
    return Window(
      first: origin + (row * pitch + column), pitch: pitch, shareX: x - Float(column), shareY: y - Float(row))
  }
}

/// A patch's place between the pixels of a plane, read row by row with bilinear interpolation.
struct Window {
  let first: UnsafePointer<Float>
  let pitch: Int
  /// The weights of the right and the lower neighbors, 0..<1.
  let shareX, shareY: Float

  /// Row `r`, 0…8, interpolated between columns only.
  @inline(__always)
  func between(columnsOf r: Int) -> SIMD8<Float> {
    // SAFETY: a window begins within −8…width and −8…height, so this reads up to column width + 8 and row height + 8,
    // within the border of nine.
    let row = first + r * pitch
    let left = UnsafeRawPointer(row).loadUnaligned(as: SIMD8<Float>.self)
    let right = UnsafeRawPointer(row + 1).loadUnaligned(as: SIMD8<Float>.self)
    return left + (right - left) * shareX
  }

  /// Row `r`, 0..<8, interpolated both ways.
  @inline(__always)
  func row(_ r: Int) -> SIMD8<Float> {
    let upper = between(columnsOf: r)
    return upper + (between(columnsOf: r + 1) - upper) * shareY
  }
}
