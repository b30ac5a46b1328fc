import Imaging
import VectorKernels

/// The cluster centers C_k = [l, a, b, x, y] of SLIC. A value type, so that the next frame can start from it.
package struct Centers: Equatable, Sendable, Codable {
  /// l, a, b, x, y of each center, contiguous, as the kernels expect.
  private(set) var values: [Float]

  package var count: Int { values.count / 5 }

  /// Validates decoded state for a picture of the given size.
  package func isConsistent(for size: PictureSize) -> Bool {
    values.count.isMultiple(of: 5) && values.allSatisfy { $0.isFinite && abs($0) < 1e6 }
      && stride(from: 0, to: values.count, by: 5).allSatisfy { n in
        (0...Float(size.width - 1)).contains(values[n + 3]) && (0...Float(size.height - 1)).contains(values[n + 4])
      }
  }

  /// Centers on a regular grid; their number is as close to K as whole rows and columns allow.
  init(grid: Grid, colors planes: LabPlanes) {
    values = []
    values.reserveCapacity(5 * grid.count)
    for k in 0..<grid.count {
      let center = Self.center(k, of: grid, colors: planes)
      for i in 0..<5 { values.append(center[i]) }
    }
  }

  /// Moves every center to the mean of its pixels, and one that has none back to its place in the grid.
  mutating func move(toMeansOf sums: [SuperpixelSums], grid: Grid, colors planes: LabPlanes) {
    precondition(sums.count == count)
    // SAFETY: there are five values for each of the sums.
    values.withUnsafeMutableBufferPointer { values in
      for (k, sums) in sums.enumerated() {
        let center = sums.means ?? Self.center(k, of: grid, colors: planes)
        for i in 0..<5 { values[5 * k + i] = center[i] }
      }
    }
  }

  /// Center `k` in the middle of its grid cell; the last three lanes are unused.
  private static func center(_ k: Int, of grid: Grid, colors planes: LabPlanes) -> SIMD8<Float> {
    let (column, row) = grid.place(k)
    let n = row * planes.size.width + column
    return SIMD8(planes.lightness[n], planes.a[n], planes.b[n], Float(column), Float(row), 0, 0, 0)
  }
}
