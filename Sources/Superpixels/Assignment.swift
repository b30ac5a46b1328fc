import Imaging
import Parallelism

/// One run of SLIC: the nearest centre of every pixel so far, and its distance.
///
/// Planes are padded to whole vectors, so that a row of a centre's window is a few vectors and no rest.
final class Assignment {
  private let size: Size
  private let stride: Int
  private let step: Float
  /// (m/S)²: turns a squared distance in the plane into one in colour, equation (3).
  private let spatialWeight: Float
  /// SAFETY: the buffers live as long as this object; a band of rows is written by one thread only.
  private let lightness, a, b, distance: UnsafeMutablePointer<Float>
  private let nearest: UnsafeMutablePointer<Int32>
  private var storage: [UnsafeMutablePointer<Float>] { [lightness, a, b, distance] }

  private static let lanes = 8

  init(planes: LabPlanes, grid: Grid, compactness: Float) {
    size = planes.size
    let stride = (planes.size.width + Self.lanes - 1) / Self.lanes * Self.lanes + Self.lanes
    self.stride = stride
    step = grid.step
    spatialWeight = compactness * compactness / (grid.step * grid.step)
    let count = stride * planes.size.height
    func padded(_ plane: [Float]) -> UnsafeMutablePointer<Float> {
      let pointer = UnsafeMutablePointer<Float>.allocate(capacity: count)
      pointer.initialize(repeating: 0, count: count)
      plane.withUnsafeBufferPointer { plane in
        for y in 0..<planes.size.height {
          (pointer + y * stride).update(from: plane.baseAddress! + y * planes.size.width, count: planes.size.width)
        }
      }
      return pointer
    }
    lightness = padded(planes.lightness)
    a = padded(planes.a)
    b = padded(planes.b)
    distance = .allocate(capacity: count)
    distance.initialize(repeating: 0, count: count)
    nearest = .allocate(capacity: count)
    nearest.initialize(repeating: -1, count: count)
  }

  deinit {
    for pointer in storage { pointer.deallocate() }
    nearest.deallocate()
  }

  /// The centre of every pixel, −1 where no centre's window reached.
  var labels: [Int32] {
    var result = [Int32]()
    result.reserveCapacity(size.count)
    for y in 0..<size.height {
      result.append(contentsOf: UnsafeBufferPointer(start: nearest + y * stride, count: size.width))
    }
    return result
  }

  /// Gives every pixel to the nearest centre whose window, 2S × 2S and a little more, holds it; the first of several.
  ///
  /// Bands of rows are independent: where the picture is cut does not change what a pixel is given to.
  func assign(to centres: Centres, workers: Workers) {
    let bandHeight = 32
    workers.forEach((size.height + bandHeight - 1) / bandHeight) { band, _ in
      assign(rows: (band * bandHeight)..<min(size.height, (band + 1) * bandHeight), to: centres)
    }
  }

  private func assign(rows: Range<Int>, to centres: Centres) {
    (distance + rows.lowerBound * stride).update(repeating: .infinity, count: rows.count * stride)
    let reach = Int(step.rounded(.up)) + 1
    for k in 0..<centres.count {
      let centerY = centres.y[k]
      let y = Int(centerY)
      guard y - reach < rows.upperBound, y + reach >= rows.lowerBound else { continue }
      let top = max(rows.lowerBound, y - reach)
      let bottom = min(rows.upperBound, y + reach + 1)
      let x = Int(centres.x[k])
      let left = max(0, x - reach)
      let right = min(size.width, x + reach + 1)
      assign(
        k, top: top, bottom: bottom, left: left, right: right,
        color: (centres.lightness[k], centres.a[k], centres.b[k]), x: centres.x[k], y: centerY)
    }
  }

  /// The window is rounded up to whole vectors to the right, which lets a centre see a few pixels more.
  @inline(__always)
  private func assign(
    _ k: Int, top: Int, bottom: Int, left: Int, right: Int, color: (Float, Float, Float), x: Float, y: Float
  ) {
    let lanes = Self.lanes
    let label = SIMD8<Int32>(repeating: Int32(k))
    let offsets = SIMD8<Float>(0, 1, 2, 3, 4, 5, 6, 7)
    for row in top..<bottom {
      let dy = Float(row) - y
      let vertical = dy * dy
      var column = left
      while column < right {
        let n = row * stride + column
        let dl = vector(lightness, n) - color.0
        let da = vector(a, n) - color.1
        let db = vector(b, n) - color.2
        let dx = offsets + (Float(column) - x)
        let d = dl * dl + da * da + db * db + (dx * dx + vertical) * spatialWeight
        let old = vector(distance, n)
        let closer = d .< old
        if any(closer) {
          store(old.replacing(with: d, where: closer), to: distance, n)
          let pointer = UnsafeMutableRawPointer(nearest + n)
          let labels = pointer.loadUnaligned(as: SIMD8<Int32>.self).replacing(with: label, where: closer)
          pointer.storeBytes(of: labels, as: SIMD8<Int32>.self)
        }
        column += lanes
      }
    }
  }

  @inline(__always)
  private func vector(_ plane: UnsafeMutablePointer<Float>, _ n: Int) -> SIMD8<Float> {
    UnsafeRawPointer(plane + n).loadUnaligned(as: SIMD8<Float>.self)
  }

  @inline(__always)
  private func store(_ values: SIMD8<Float>, to plane: UnsafeMutablePointer<Float>, _ n: Int) {
    UnsafeMutableRawPointer(plane + n).storeBytes(of: values, as: SIMD8<Float>.self)
  }

  /// Moves every centre to the mean of its pixels; one that has lost all of them returns to its place in the grid.
  func move(_ centres: inout Centres, grid: Grid) {
    /// l, a, b, x, y and the number of pixels, side by side.
    var sums = [SIMD8<Float>](repeating: .zero, count: centres.count)
    sums.withUnsafeMutableBufferPointer { sums in
      for y in 0..<size.height {
        for x in 0..<size.width {
          let n = y * stride + x
          let k = Int(nearest[n])
          guard k >= 0 else { continue }
          sums[k] += SIMD8(lightness[n], a[n], b[n], Float(x), Float(y), 1, 0, 0)
        }
      }
    }
    for k in 0..<centres.count {
      let pixels = sums[k][5]
      guard pixels > 0 else {
        let (column, row) = grid.place(k)
        let n = row * stride + column
        centres.x[k] = Float(column)
        centres.y[k] = Float(row)
        centres.lightness[k] = lightness[n]
        centres.a[k] = a[n]
        centres.b[k] = b[n]
        continue
      }
      let mean = sums[k] / pixels
      centres.lightness[k] = mean[0]
      centres.a[k] = mean[1]
      centres.b[k] = mean[2]
      centres.x[k] = mean[3]
      centres.y[k] = mean[4]
    }
  }
}
