import Imaging

// Rounding without calls of the C library, which older processors need for it. Values must be far below 2^31, and not NaN.

/// The greatest integer that is not above.
@inline(__always)
func floor(_ value: Float) -> Int {
  let whole = Int(value)
  return Float(whole) > value ? whole - 1 : whole
}

/// The nearest integer; halves away from zero, as in `rounded()`.
@inline(__always)
func nearest(_ value: Float) -> Int {
  let whole = Int(value)
  let rest = value - Float(whole)
  return rest >= 0.5 ? whole + 1 : rest <= -0.5 ? whole - 1 : whole
}

extension PictureSize {
  /// The index of the pixel nearest to a point; nil outside the picture.
  @inline(__always)
  func index(nearestTo x: Float, _ y: Float) -> Int? {
    guard x > -0.5, x < Float(width) - 0.5, y > -0.5, y < Float(height) - 0.5 else { return nil }
    return nearest(y) * width + nearest(x)
  }
}
