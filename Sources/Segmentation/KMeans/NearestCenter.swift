import VectorKernels

/// Finds the nearest center, the first on ties: a single-precision kernel decides where the difference exceeds its
/// maximum error; the few other pixels are computed in double precision.
struct NearestCenter: Sendable {
  private let centers: KMeansCenters
  private let kernels: Kernels
  /// ‖x − c‖² less ‖x‖², which is the same for all centers, is ‖c‖² − 2 x·c: constants and weights, in the kernel's
  /// order.
  private var constants, weights: [Float]
  /// Twice the maximum error of the kernel.
  private let margin: Float

  /// No cluster.
  static let none = UInt16.max

  init(_ centers: KMeansCenters, kernels: Kernels) {
    self.centers = centers
    self.kernels = kernels
    let dimensions = centers.dimensions
    // Padding centers are infinitely far.
    let count = (centers.count + 3) / 4 * 4
    constants = [Float](repeating: .infinity, count: count)
    weights = [Float](repeating: 0, count: count * dimensions)
    var largest = 0.0
    for k in 0..<centers.count {
      var square = 0.0
      for t in 0..<dimensions {
        let value = centers.values[k * dimensions + t]
        square += value * value
        weights[(k / 4 * dimensions + t) * 4 + k % 4] = Float(-2 * value)
      }
      constants[k] = Float(square)
      largest = max(largest, square)
    }
    // n + 2 roundings, of at most 2⁻²⁴ each, of numbers of at most ‖c‖² + 2‖x‖‖c‖ (Higham, Accuracy and Stability of
    // Numerical Algorithms, section 3.1); slightly more for the rounding of the margin.
    let longest = Double(PixelWindows.middle) * Double(dimensions).squareRoot()
    let magnitude = largest + 2 * longest * largest.squareRoot()
    margin = Float(2.01 * Double(dimensions + 6) * 0x1p-24 * magnitude)
  }

  /// Assigns every pixel of row `y` to its nearest center, and records the changes.
  func assign(
    _ labels: UnsafeMutableBufferPointer<UInt16>, y: Int, of windows: UnsafeWindows, _ changes: inout ClusterSums
  ) {
    let first = windows.place(0, y)
    withUnsafeTemporaryAllocation(of: UInt16.self, capacity: labels.count) { nearest in
      // SAFETY: the kernel writes one label a pixel before any is read.
      kernels.nearestCenters(
        windows.planes, first: first, constants: constants, weights: weights, margin: margin, into: nearest)
      for x in labels.indices {
        let label = nearest[x] == Self.none ? measured(windows, at: first + x) : nearest[x]
        guard label != labels[x] else { continue }
        changes.move(windows, at: first + x, from: labels[x], to: label)
        labels[x] = label
      }
    }
  }

  /// The nearest center in double precision.
  private func measured(_ windows: UnsafeWindows, at place: Int) -> UInt16 {
    centers.values.withUnsafeBufferPointer { values in
      guard let base = values.baseAddress else { return Self.none }
      var best = (distance: Double.infinity, center: 0)
      for k in 0..<centers.count {
        let distance = windows.squaredDistance(at: place, from: base + k * centers.dimensions)
        if distance < best.distance { best = (distance, k) }
      }
      return UInt16(best.center)
    }
  }
}
