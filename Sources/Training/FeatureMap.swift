/// A height × width map with `channels` values per pixel in NHWC order: rows from the top, the channels of a pixel
/// contiguous. The values are uninitialized.
package final class FeatureMap {
  package let height, width, channels: Int
  /// `height × width × channels` values, aligned to a cache line.
  ///
  /// SAFETY: the memory lives as long as the map, and kernels write disjoint rows from several threads; an `Array`
  /// would check uniqueness and bounds at every access.
  package let values: UnsafeMutablePointer<Float>

  /// Readable floats after the last one, so that kernels can load whole vectors.
  private static let padding = 16

  package init(height: Int, width: Int, channels: Int) {
    self.height = height
    self.width = width
    self.channels = channels
    let count = height * width * channels
    values = UnsafeMutableRawPointer.allocate(
      byteCount: (count + Self.padding) * MemoryLayout<Float>.stride, alignment: 64
    ).bindMemory(to: Float.self, capacity: count + Self.padding)
    (values + count).initialize(repeating: 0, count: Self.padding)
  }

  deinit { UnsafeMutableRawPointer(values).deallocate() }

  /// The number of pixels N.
  package var pixels: Int { height * width }

  /// Some of the values in memory, with ``padding`` readable floats behind the last of the map.
  package func values(_ range: Range<Int>) -> UnsafeBufferPointer<Float> { UnsafeBufferPointer(mutableValues(range)) }

  package func mutableValues(_ range: Range<Int>) -> UnsafeMutableBufferPointer<Float> {
    precondition(range.lowerBound >= 0 && range.upperBound <= pixels * channels)
    return UnsafeMutableBufferPointer(start: values + range.lowerBound, count: range.count)
  }

  /// The values of some pixels in memory.
  func values(ofPixels range: Range<Int>) -> UnsafeBufferPointer<Float> {
    UnsafeBufferPointer(mutableValues(ofPixels: range))
  }

  func mutableValues(ofPixels range: Range<Int>) -> UnsafeMutableBufferPointer<Float> {
    mutableValues((range.lowerBound * channels)..<(range.upperBound * channels))
  }

  /// A one-row map with a copy of the values.
  convenience init(copying values: some Collection<Float>) {
    self.init(height: 1, width: 1, channels: values.count)
    for (i, value) in values.enumerated() { self.values[i] = value }
  }

  /// A copy of all values, for tests and debugging.
  package var array: [Float] { Array(UnsafeBufferPointer(start: values, count: pixels * channels)) }
}
