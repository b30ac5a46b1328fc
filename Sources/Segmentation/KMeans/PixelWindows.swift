import Imaging
import Parallelism
import VectorKernels

/// The α×α windows around every pixel of a picture: vectors of 3α² color values. The border is padded with the
/// outermost pixels.
///
/// Windows overlap, so they are not copied: a window is a pattern of offsets in three color planes, and neighboring
/// windows are adjacent. Colors are integers, −128…127: the clusters are the same as with [0, 1], without rounding.
package struct PixelWindows: Sendable {
  package let size: PictureSize
  /// α, odd.
  package let side: Int
  /// Values per row and per plane.
  private let stride, plane: Int
  private let values: [Float]

  /// The offset of color values: sums around zero are more exact.
  static let middle: Float = 128
  /// Padding after the last window, so that a full vector can be read at any window.
  private static let slack = 16

  package init(_ picture: Picture, side: Int, workers: Workers) {
    precondition(side > 0 && side % 2 == 1, "the side of a window must be odd")
    size = picture.size
    self.side = side
    let radius = side / 2
    let (width, height) = (size.width, size.height)
    let (stride, rows) = (width + 2 * radius, height + 2 * radius)
    let plane = stride * rows
    (self.stride, self.plane) = (stride, plane)
    values = [Float](unsafeUninitializedCapacity: 3 * plane + Self.slack) { buffer, initialized in
      guard let values = buffer.baseAddress else { return }
      // SAFETY: a part writes one row of each plane completely, and reads only pixels of the picture.
      picture.bytes.withUnsafeBufferPointer { bytes in
        nonisolated(unsafe) let bytes = bytes
        workers.forEach(rows) { row, _ in
          let source = 3 * width * min(max(row - radius, 0), height - 1)
          for column in 0..<stride {
            let n = source + 3 * min(max(column - radius, 0), width - 1)
            for channel in 0..<3 {
              let place = channel * plane + row * stride + column
              (values + place).initialize(to: Float(bytes[n + channel]) - Self.middle)
            }
          }
        }
      }
      (values + 3 * plane).initialize(repeating: 0, count: Self.slack)
      initialized = 3 * plane + Self.slack
    }
  }

  /// 3α², the length of a vector.
  package var dimensions: Int { 3 * side * side }

  /// The memory of a picture's windows in bytes.
  static func bytes(size: PictureSize, side: Int) -> Int { 12 * (size.width + side) * (size.height + side) }

  /// Calls `body` with pointers to the windows.
  func withUnsafeWindows<R>(_ body: (UnsafeWindows) throws -> R) rethrows -> R {
    try values.withUnsafeBufferPointer { values in
      try body(UnsafeWindows(values: values, width: size.width, side: side, stride: stride, plane: plane))
    }
  }
}

/// Pointers to windows, for inner loops.
///
/// SAFETY: valid only within ``PixelWindows/withUnsafeWindows(_:)``, and read-only, by any number of threads. The
/// buffer contains the window of every pixel.
struct UnsafeWindows: @unchecked Sendable {
  let values: UnsafeBufferPointer<Float>
  let width, side, stride, plane: Int

  /// The offset of a pixel's window.
  func place(_ x: Int, _ y: Int) -> Int { y * stride + x }
  func place(ofPixel n: Int) -> Int { place(n % width, n / width) }

  /// Calls `body` for every row of values of the window at `place`, plane after plane: with the row's `side` values,
  /// and their index in the vector.
  /// are, and how many of the vector's come before.
  @inline(__always)
  func forEachRow(at place: Int, _ body: (_ place: Int, _ component: Int) -> Void) {
    var component = 0
    for channel in 0..<3 {
      for row in 0..<side {
        body(place + channel * plane + row * stride, component)
        component += side
      }
    }
  }

  /// The squared distance of a window from the vector that begins at `center`.
  @inline(__always)
  func squaredDistance(at place: Int, from center: UnsafePointer<Double>) -> Double {
    var sum = 0.0
    forEachRow(at: place) { place, component in
      for column in 0..<side {
        let difference = Double(values[place + column]) - center[component + column]
        sum += difference * difference
      }
    }
    return sum
  }

  /// For the kernels.
  var planes: WindowPlanes { WindowPlanes(values: values, plane: plane, stride: stride, side: side) }
}
