import Foundation
import Imaging
import Parallelism

/// The features of a fixed bank of filters over CIELAB: local means, and the local energy of the lowest frequencies of the
/// discrete cosine transform (DCT-II) in a sliding window.
///
/// Of each of the three planes: the value, the means of two windows, and for nine pairs of frequencies the square root of
/// the mean absolute response. All are computed by planes, separably, in a time that does not depend on the means' windows.
enum FilterBank {
  /// The number of features of a pixel.
  static var count: Int { 3 * featuresPerPlane }

  /// The side of the transform's window, in pixels.
  private static let window = 7
  /// Horizontal and vertical frequencies; (0, 0) is the mean.
  private static let frequencies = (0..<4).flatMap { u in (0..<4).map { (u, $0) } }.filter {
    (1...3).contains($0.0 + $0.1)
  }
  /// The radii of the means, and of the energy's mean.
  private static let meanRadii = [2, 6]
  private static let energyRadius = 4
  private static var featuresPerPlane: Int { 1 + meanRadii.count + frequencies.count }

  /// The rows of the DCT-II of ``window`` values, for the frequencies 0…3; orthonormal.
  private static let basis: [[Float]] = (0..<4).map { frequency in
    let norm = ((frequency == 0 ? 1.0 : 2.0) / Double(window)).squareRoot()
    return (0..<window).map { Float(norm * cos(.pi * (Double($0) + 0.5) * Double(frequency) / Double(window))) }
  }

  /// - Parameters:
  ///   - lab: the picture.
  ///   - workers: the threads; features do not depend on them.
  /// - Returns: ``count`` values for every pixel, channels innermost.
  static func features(of lab: LabPlanes, workers: Workers) -> [Float] {
    let (size, count) = (lab.size, count)
    let planes = [lab.lightness, lab.a, lab.b]
    return [Float](unsafeUninitializedCapacity: size.count * count) { result, initialized in
      // SAFETY: a part writes only the features of its own plane, and all parts together write all values.
      nonisolated(unsafe) let result = result
      workers.forEach(planes.count) { place, _ in
        let plane = FilterPlane(planes[place], size)
        var channel = place * featuresPerPlane
        func put(_ feature: FilterPlane) {
          for n in 0..<size.count { result[n * count + channel] = feature.values[n] }
          channel += 1
        }
        put(plane)
        for radius in meanRadii { put(plane.mean(radius: radius)) }
        let rows = basis.map { plane.filtered($0, along: 1, places: size.width) }
        for (u, v) in frequencies {
          let response = rows[u].filtered(basis[v], along: size.width, places: size.height)
          put(response.rectified.mean(radius: energyRadius).squareRoots)
        }
      }
      initialized = size.count * count
    }
  }
}

/// One value for every pixel, rows from the top.
private struct FilterPlane {
  let size: PictureSize
  let values: [Float]

  init(_ values: [Float], _ size: PictureSize) {
    self.values = values
    self.size = size
  }

  /// The correlation with a filter of odd length along rows or columns. Beyond the border, the outermost value goes on.
  ///
  /// - Parameters:
  ///   - filter: the weights.
  ///   - stride: 1 along rows, the width along columns.
  ///   - places: the length of a row or column.
  func filtered(_ filter: [Float], along stride: Int, places: Int) -> FilterPlane {
    let (width, radius) = (size.width, filter.count / 2)
    let result = [Float](unsafeUninitializedCapacity: size.count) { result, initialized in
      result.initialize(repeating: 0)
      values.withUnsafeBufferPointer { values in
        for y in 0..<size.height {
          let row = y * width
          for (tap, weight) in filter.enumerated() {
            let offset = tap - radius
            if stride == 1 {
              for x in 0..<width {
                result[row + x] += weight * values[row + min(max(x + offset, 0), width - 1)]
              }
            } else {
              let source = min(max(y + offset, 0), places - 1) * width
              for x in 0..<width { result[row + x] += weight * values[source + x] }
            }
          }
        }
      }
      initialized = size.count
    }
    return FilterPlane(result, size)
  }

  /// The mean of the windows of a radius, in both directions.
  func mean(radius: Int) -> FilterPlane {
    let (width, height) = (size.width, size.height)
    let weight = 1 / Float(2 * radius + 1)
    // Sums that run along a row, then, for all columns at once, from row to row.
    var rows = [Float](repeating: 0, count: size.count)
    var result = rows
    for y in 0..<height {
      let row = y * width
      var sum = (-radius...radius).reduce(Float(0)) { $0 + values[row + min(max($1, 0), width - 1)] }
      for x in 0..<width {
        rows[row + x] = sum * weight
        sum += values[row + min(x + radius + 1, width - 1)] - values[row + max(x - radius, 0)]
      }
    }
    var sums = [Float](repeating: 0, count: width)
    for y in -radius...radius {
      let row = min(max(y, 0), height - 1) * width
      for x in 0..<width { sums[x] += rows[row + x] }
    }
    for y in 0..<height {
      let (next, last) = (min(y + radius + 1, height - 1) * width, max(y - radius, 0) * width)
      for x in 0..<width {
        result[y * width + x] = sums[x] * weight
        sums[x] += rows[next + x] - rows[last + x]
      }
    }
    return FilterPlane(result, size)
  }

  var rectified: FilterPlane { FilterPlane(values.map { abs($0) }, size) }

  /// Rounding of running sums may leave less than 0.
  var squareRoots: FilterPlane { FilterPlane(values.map { max(0, $0).squareRoot() }, size) }
}
