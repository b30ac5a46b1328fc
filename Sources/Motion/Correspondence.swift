import Imaging

/// Where each pixel was in the previous frame, from flow with a forward-backward check.
///
/// A point visible in both frames returns to its place; an occluded point does not (as in Sundaram, Brox and Keutzer,
/// ECCV 2010, with one tolerance for all motions).
package struct Correspondence: Sendable {
  package let size: PictureSize
  /// The backward correspondence: for each pixel of the later picture the index (y × width + x) of the pixel of the
  /// earlier one that shows the same point. −1 if the point was occluded or outside the picture, or if the check
  /// failed.
  package let backward: [Int32]
  /// Flow from the later picture to the earlier one, unchecked.
  package let backwardFlow: FlowField

  /// - Parameters:
  ///   - tolerance: the forward-backward error, in pixels, must be less than this.
  package init(earlier: GrayPyramid, later: GrayPyramid, search: DenseInverseSearch, tolerance: Float = 1) {
    size = later.size
    backwardFlow = search.flow(from: later, to: earlier)
    let forward = search.flow(from: earlier, to: later)
    backward = Self.backward(backwardFlow: backwardFlow, forward: forward, tolerance: tolerance)
  }

  private static func backward(backwardFlow: FlowField, forward: FlowField, tolerance: Float) -> [Int32] {
    let size = backwardFlow.size
    let (right, bottom) = (Float(size.width) - 0.5, Float(size.height) - 0.5)
    var backward = [Int32](repeating: -1, count: size.count)
    for y in 0..<size.height {
      for x in 0..<size.width {
        let n = y * size.width + x
        let back = SIMD2(backwardFlow.dx[n], backwardFlow.dy[n])
        let place = SIMD2(Float(x), Float(y)) + back
        guard place.x >= -0.5, place.x < right, place.y >= -0.5, place.y < bottom else { continue }
        let loop = back + forward.at(x: place.x, y: place.y)
        guard (loop * loop).sum() < tolerance * tolerance else { continue }
        // Halves round up, so that −0.5 is pixel 0 and width − 0.5 is out. No sum is negative: truncation rounds down.
        backward[n] = Int32(place.y + 0.5) * Int32(size.width) + Int32(place.x + 0.5)
      }
    }
    return backward
  }
}
