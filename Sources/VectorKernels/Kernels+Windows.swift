import CKernels

/// Windows of side × side pixels around the pixels of a picture, in memory: the one that begins at place n of a plane has the
/// values at plane · p + stride · y + x + n, for p < 3, x and y < side.
package struct WindowPlanes {
  package let values: UnsafeBufferPointer<Float>
  /// Values in a plane and in a row, and pixels on a side.
  package let plane, stride, side: Int

  /// Values behind a row's last window that are read, and count for nothing.
  package static let padding = 15

  package init(values: UnsafeBufferPointer<Float>, plane: Int, stride: Int, side: Int) {
    self.values = values
    self.plane = plane
    self.stride = stride
    self.side = side
  }
}

extension Kernels {
  /// nearest[i] ← the center k whose constants[k] + Σ values · weights is smallest for the window at first + i; 0xFFFF where
  /// another one is no more than `margin` behind, or as near. What is not 0xFFFF is the same at every level where the margin
  /// is larger than what sums are rounded by.
  ///
  /// - Parameters:
  ///   - constants: of every center: a multiple of 4, at most 256.
  ///   - weights: weights[(k / 4 · 3 side² + t) · 4 + k % 4] goes with value t of a window, in the order of planes, rows,
  ///     columns.
  package func nearestCenters(
    _ windows: WindowPlanes, first: Int, constants: [Float], weights: [Float], margin: Float,
    into nearest: UnsafeMutableBufferPointer<UInt16>
  ) {
    let (side, count) = (windows.side, constants.count)
    precondition(count % 4 == 0 && count <= 256 && weights.count == 3 * side * side * count)
    let last = 2 * windows.plane + (side - 1) * (windows.stride + 1) + first + nearest.count - 1
    precondition(first >= 0 && last + WindowPlanes.padding < windows.values.count)
    var place = tessera_windows(
      values: windows.values.baseAddress, plane: windows.plane, stride: windows.stride, side: Int32(side))
    table.pointee.nearest_centers(
      &place, first, nearest.count, weights, constants, Int32(count), margin, nearest.baseAddress)
  }
}
