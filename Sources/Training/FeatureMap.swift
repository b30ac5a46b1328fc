/// A map of height × width pixels with `channels` values each, in the order NHWC: rows from the top, the channels of one
/// pixel contiguous. The values are not initialised.
package final class FeatureMap {
  package let height, width, channels: Int
  /// `height × width × channels` values, aligned to a cache line.
  ///
  /// SAFETY: the memory lives as long as the map does, and kernels write disjoint rows of it from several threads; an
  /// `Array` would check its uniqueness and its bounds at every access.
  package let values: UnsafeMutablePointer<Float>

  package init(height: Int, width: Int, channels: Int) {
    self.height = height
    self.width = width
    self.channels = channels
    let bytes = max(1, height * width * channels) * MemoryLayout<Float>.stride
    values = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64).assumingMemoryBound(to: Float.self)
  }

  deinit { UnsafeMutableRawPointer(values).deallocate() }

  /// The number of pixels N.
  package var pixels: Int { height * width }

  /// The first value of row `y`.
  func row(_ y: Int) -> UnsafeMutablePointer<Float> { values + y * width * channels }

  /// A copy of all values, for tests and for people.
  package var array: [Float] { Array(UnsafeBufferPointer(start: values, count: pixels * channels)) }
}
