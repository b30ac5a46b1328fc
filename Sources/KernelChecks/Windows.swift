import VectorKernels

extension KernelCheck {
  static let nearestCenters = KernelCheck("nearest_centers", allowedError: 2e-6) { kernels, comparison in
    for values in HostileValues.allCases {
      for (side, centers, pixels) in WindowScene.sizes {
        let scene = WindowScene(side: side, centers: centers, width: pixels, height: 1, values)
        let memory = Guarded(scene.values)
        for margin in [0, 0.5] as [Float] {
          let nearest = Guarded<UInt16>(count: pixels)
          scene.run(kernels, memory, row: 0, margin: margin, into: nearest.values)
          let place = "\(side)×\(side), \(centers) centers, \(pixels) pixels, margin \(margin), \(values.rawValue)"
          for n in 0..<pixels {
            let distances: [Exact] = scene.distances(n, row: 0)
            comparison.note(
              error(nearest.values[n], distances: distances.filter(\.value.isFinite), margin: Double(margin)), place)
          }
          comparison.checkGuards(nearest, place)
        }
      }
    }
  } workload: {
    let scene = WindowScene(side: 7, centers: 20, width: 481, height: 321, .random)
    let (memory, nearest) = (Guarded(scene.values), Guarded<UInt16>(count: 481))
    let work = 2 * Double(481 * 321 * 20 * 147)
    return Workload(amount: work, unit: .operations) { kernels in
      for row in 0..<321 { scene.run(kernels, memory, row: row, margin: 0, into: nearest.values) }
    } runReference: {
      var nearest = [Int](repeating: 0, count: 481)
      for row in 0..<321 {
        for n in 0..<481 {
          let distances: [Float] = scene.distances(n, row: row)
          nearest[n] = distances.indices.min { distances[$0] < distances[$1] } ?? 0
        }
      }
    }
  }

  /// How far the result is from one that is right; the result may be either where rounding decides.
  private static func error(_ nearest: UInt16, distances: [Exact], margin: Double) -> Double {
    let sorted = distances.sorted { $0 < $1 }
    guard let best = sorted.first else { return 1 }
    // An only center is always clear.
    let gap = sorted.count > 1 ? sorted[1].value - best.value : .infinity
    let size = max(best.size, sorted.count > 1 ? sorted[1].size : 0, margin, Double(Float.leastNormalMagnitude))
    if nearest == .max { return max(0, gap - margin) / size }
    guard gap > 0, distances.indices.contains(Int(nearest)) else { return 1 }
    return max(distances[Int(nearest)].value - best.value, margin - gap, 0) / size
  }
}

/// Rows of windows and the weights of centers; the last centers of an incomplete group of four are infinitely far.
private struct WindowScene {
  let side, width: Int
  /// Three planes, with padding.
  let values: [Float]
  private let height, groups: Int
  private let constants, weights: [Float]

  static let sizes = [
    (1, 1, 1), (1, 4, 3), (1, 5, 5), (3, 8, 7), (3, 20, 8), (3, 3, 9), (5, 6, 15), (5, 2, 16), (7, 20, 17), (7, 13, 31),
    (3, 256, 32), (3, 255, 33), (1, 7, 70), (31, 4, 9),
  ]

  init(side: Int, centers: Int, width: Int, height: Int, _ values: HostileValues) {
    self.side = side
    self.width = width
    self.height = height
    groups = (centers + 3) / 4
    let plane = (width + side - 1) * (height + side - 1)
    self.values = values(3 * plane, seed: 1) + Array(repeating: .nan, count: WindowPlanes.padding)
    weights = values(12 * side * side * groups, seed: 2)
    constants = values(centers, seed: 3) + Array(repeating: .infinity, count: 4 * groups - centers)
  }

  private var stride: Int { width + side - 1 }
  private var plane: Int { stride * (height + side - 1) }

  func run(
    _ kernels: Kernels, _ memory: Guarded<Float>, row: Int, margin: Float,
    into nearest: UnsafeMutableBufferPointer<UInt16>
  ) {
    memory.read { values in
      let planes = WindowPlanes(values: values, plane: plane, stride: stride, side: side)
      kernels.nearestCenters(
        planes, first: row * stride, constants: constants, weights: weights, margin: margin, into: nearest)
    }
  }

  /// The distances of all centers, up to a constant of the window.
  func distances<N: PlainNumber>(_ n: Int, row: Int) -> [N] {
    constants.indices.map { k in
      var sum = N(constants[k])
      var weight = k / 4 * 12 * side * side + k % 4
      for p in 0..<3 {
        for y in 0..<side {
          for x in 0..<side {
            sum += N(values[p * plane + (row + y) * stride + n + x]) * N(weights[weight])
            weight += 4
          }
        }
      }
      return sum
    }
  }
}
