import Imaging
import Parallelism
import VectorKernels

/// The windows of α×α pixels around every pixel of a picture: vectors of 3α² color values. Beyond the border the
/// picture goes on with its outermost pixels.
///
/// Windows overlap, so they are not copied out: a window is a pattern of places in three planes of colors, and those of
/// neighbors lie beside each other. Colors are whole numbers, −128…127: the same clusters as with [0, 1], without
/// rounding.
package struct PixelWindows: Sendable {
  package let size: Size
  /// α, odd.
  package let side: Int
  /// Values in a row and in a plane.
  private let stride, plane: Int
  private let values: [Float]

  /// What a byte is lowered by: around zero sums are more exact.
  static let middle: Float = 128
  /// Values behind the last window, so that a vector that begins at one can always be read.
  private static let slack = 16

  package init(_ picture: Picture, side: Int, workers: Workers) {
    precondition(side > 0 && side % 2 == 1, "a window has an odd number of pixels on a side")
    size = picture.size
    self.side = side
    let radius = side / 2
    let (width, height) = (size.width, size.height)
    let (stride, rows) = (width + 2 * radius, height + 2 * radius)
    let plane = stride * rows
    (self.stride, self.plane) = (stride, plane)
    values = [Float](unsafeUninitializedCapacity: 3 * plane + Self.slack) { buffer, initialized in
      guard let values = buffer.baseAddress else { return }
      // SAFETY: a part writes one row of each plane, all of its values, and reads pixels of the picture only.
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

  /// The bytes that the windows of a picture need.
  static func bytes(size: Size, side: Int) -> Int { 12 * (size.width + side) * (size.height + side) }

  /// The windows in memory.
  func withUnsafeWindows<R>(_ body: (UnsafeWindows) throws -> R) rethrows -> R {
    try values.withUnsafeBufferPointer { values in
      try body(UnsafeWindows(values: values, width: size.width, side: side, stride: stride, plane: plane))
    }
  }
}

/// Windows in memory, for inner loops.
///
/// SAFETY: valid within ``PixelWindows/withUnsafeWindows(_:)`` only, and only read, by any number of threads. The buffer
/// holds the window of every pixel.
struct UnsafeWindows: @unchecked Sendable {
  let values: UnsafeBufferPointer<Float>
  let width, side, stride, plane: Int

  /// Where the window of a pixel begins.
  func place(_ x: Int, _ y: Int) -> Int { y * stride + x }
  func place(ofPixel n: Int) -> Int { place(n % width, n / width) }

  /// Calls `body` for every row of values of the window that begins at `place`, plane after plane: where its `side` values
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
