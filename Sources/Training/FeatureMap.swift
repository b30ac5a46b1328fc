/// A map of height × width pixels with `channels` values each, in the order NHWC: rows from the top, the channels of one
/// pixel contiguous. The values are not initialized.
package final class FeatureMap {
  package let height, width, channels: Int
  /// `height × width × channels` values, aligned to a cache line.
  ///
  /// SAFETY: the memory lives as long as the map does, and kernels write disjoint rows of it from several threads; an
  /// `Array` would check its uniqueness and its bounds at every access.
  package let values: UnsafeMutablePointer<Float>

  /// Floats behind the last one that kernels may read, so that they can take whole vectors.
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

  /// A map of one row that holds a copy of the values.
  convenience init(copying values: some Collection<Float>) {
    self.init(height: 1, width: 1, channels: values.count)
    for (i, value) in values.enumerated() { self.values[i] = value }
  }

  /// A copy of all values, for tests and for people.
  package var array: [Float] { Array(UnsafeBufferPointer(start: values, count: pixels * channels)) }
}
