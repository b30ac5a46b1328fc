import Parallelism
import Randomness

/// The cluster centers of windows, and their initialization.
package struct KMeansCenters: Equatable, Sendable, Codable {
  /// The length of a vector.
  package let dimensions: Int
  /// `count` × `dimensions` values, in the layout of ``PixelWindows``.
  var values: [Double] = []

  package init(dimensions: Int) {
    self.dimensions = dimensions
  }

  package var count: Int { values.count / dimensions }

  /// Validates decoded state.
  func isConsistent(dimensions: Int, maxCount: Int) -> Bool {
    self.dimensions == dimensions && values.count.isMultiple(of: dimensions) && values.count <= maxCount * dimensions
      && values.allSatisfy { abs($0) <= 256 }
  }

  /// The centers in the paper's representation: RGB values in [0, 1], pixel after pixel of the window.
  package var vectors: [[Double]] {
    let pixels = dimensions / 3
    return (0..<count).map { k -> [Double] in
      (0..<dimensions).map { t -> Double in
        let value: Double = values[k * dimensions + t % 3 * pixels + t / 3]
        return (value + Double(PixelWindows.middle)) / 255
      }
    }
  }

  /// Adds centers up to a total number: windows drawn with a probability proportional to their squared distance from
  /// the nearest center, the first one uniformly (k-means++: Arthur and Vassilvitskii, SODA 2007).
  ///
  /// If a picture has fewer different windows, there are fewer centers.
  package mutating func seed(
    upTo maxCount: Int, from windows: PixelWindows, random: inout SplitMix64, workers: Workers
  ) {
    guard count < maxCount else { return }
    let pixels = windows.size.count
    if count == 0 { add(windows, pixel: min(pixels - 1, Int(random.unit() * Double(pixels)))) }
    var distances = [Double](repeating: .infinity, count: pixels)
    var measured = 0
    while true {
      while measured < count {
        lower(&distances, to: measured, windows, workers)
        measured += 1
      }
      guard count < maxCount, let pixel = Self.draw(random.unit(), from: distances) else { return }
      add(windows, pixel: pixel)
    }
  }

  /// Adds the window of a pixel as a center.
  private mutating func add(_ windows: PixelWindows, pixel: Int) {
    let start = values.count
    values += [Double](repeating: 0, count: dimensions)
    windows.withUnsafeWindows { windows in
      windows.forEachRow(at: windows.place(ofPixel: pixel)) { place, component in
        for column in 0..<windows.side { values[start + component + column] = Double(windows.values[place + column]) }
      }
    }
  }

  /// Updates squared distances from the nearest center for a new center `k`.
  private func lower(_ distances: inout [Double], to k: Int, _ windows: PixelWindows, _ workers: Workers) {
    let span = 4096
    distances.withUnsafeMutableBufferPointer { distances in
      // SAFETY: a part accesses only the distances of its own pixels.
      nonisolated(unsafe) let distances = distances
      values.withUnsafeBufferPointer { values in
        guard let base = values.baseAddress else { return }
        nonisolated(unsafe) let center = base + k * dimensions
        windows.withUnsafeWindows { windows in
          workers.forEach((distances.count + span - 1) / span) { part, _ in
            for n in (part * span)..<min(distances.count, (part + 1) * span) {
              distances[n] = min(distances[n], windows.squaredDistance(at: windows.place(ofPixel: n), from: center))
            }
          }
        }
      }
    }
  }

  /// Draws a pixel with a probability proportional to its weight; nil if all weights are 0.
  private static func draw(_ unit: Double, from weights: [Double]) -> Int? {
    var left = unit * weights.reduce(0, +)
    var last: Int?
    for (n, weight) in weights.enumerated() where weight > 0 {
      if left < weight { return n }
      left -= weight
      last = n
    }
    return last
  }
}

extension SplitMix64 {
  /// Uniform in [0, 1).
  fileprivate mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }
}
