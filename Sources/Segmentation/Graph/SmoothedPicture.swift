import Foundation
import Imaging
import Parallelism

/// A picture with colors in [0, 1], in double precision, smoothed by a Gaussian. The border is mirrored including the
/// outermost pixels.
struct SmoothedPicture: Sendable {
  let size: PictureSize
  /// R G B R G B …, rows from the top.
  private(set) var values: [Double]

  /// - Parameter sigma: the standard deviation in pixels; 0: no smoothing. The Gaussian is truncated at four sigma.
  init(_ picture: Picture, sigma: Double, workers: Workers) {
    size = picture.size
    values = picture.bytes.map { Double($0) * (1.0 / 255) }
    guard sigma > 0 else { return }
    let weights = Self.weights(sigma)
    smoothColumns(weights, workers)
    smoothRows(weights, workers)
  }

  /// The weights of the center and of increasing distances; over both sides they sum to 1.
  private static func weights(_ sigma: Double) -> [Double] {
    let radius = Int(4 * sigma + 0.5)
    let weights = (0...radius).map { exp(-0.5 / (sigma * sigma) * Double($0 * $0)) }
    let sum = weights[0] + 2 * weights.dropFirst().reduce(0, +)
    return weights.map { $0 / sum }
  }

  private mutating func smoothColumns(_ weights: [Double], _ workers: Workers) {
    let (length, height) = (3 * size.width, size.height)
    filter(workers) { source, row, result in
      let center = source + row * length
      for i in 0..<length { result[i] = center[i] * weights[0] }
      for distance in weights.indices.dropFirst().reversed() {
        let above = source + Self.mirrored(row - distance, height) * length
        let below = source + Self.mirrored(row + distance, height) * length
        let weight = weights[distance]
        for i in 0..<length { result[i] += (above[i] + below[i]) * weight }
      }
    }
  }

  private mutating func smoothRows(_ weights: [Double], _ workers: Workers) {
    let width = size.width
    let radius = weights.count - 1
    filter(workers) { source, row, result in
      // The row with its padding.
      withUnsafeTemporaryAllocation(of: Double.self, capacity: 3 * (width + 2 * radius)) { padded in
        for x in -radius..<(width + radius) {
          let n = 3 * (row * width + Self.mirrored(x, width))
          for channel in 0..<3 { padded.initializeElement(at: 3 * (x + radius) + channel, to: source[n + channel]) }
        }
        let middle = 3 * radius
        for i in 0..<(3 * width) { result[i] = padded[middle + i] * weights[0] }
        for distance in weights.indices.dropFirst().reversed() {
          let weight = weights[distance]
          for i in 0..<(3 * width) {
            result[i] += (padded[middle + i - 3 * distance] + padded[middle + i + 3 * distance]) * weight
          }
        }
      }
    }
  }

  /// Filters every row: `body` gets the current values, the row, and the destination.
  private mutating func filter(
    _ workers: Workers, _ body: (UnsafePointer<Double>, Int, UnsafeMutablePointer<Double>) -> Void
  ) {
    let (length, height) = (3 * size.width, size.height)
    values = values.withUnsafeBufferPointer { source in
      [Double](unsafeUninitializedCapacity: source.count) { result, initialized in
        guard let input = source.baseAddress, let output = result.baseAddress else { return }
        // SAFETY: a part writes one row of the result, and the source does not change.
        nonisolated(unsafe) let (from, to) = (input, output)
        workers.forEach(height) { row, _ in body(from, row, to + row * length) }
        initialized = source.count
      }
    }
  }

  /// Mirrors an index into 0 ..< count.
  private static func mirrored(_ place: Int, _ count: Int) -> Int {
    let period = 2 * count
    let folded = ((place % period) + period) % period
    return min(folded, period - 1 - folded)
  }
}
