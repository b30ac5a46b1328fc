/// The pixels of a map cut into strips of equal length, short enough that what a kernel makes of one stays in the cache.
///
/// The cut depends on the size of the map alone. Sums over pixels are formed strip by strip and combined in the order of
/// the strips, so that they come out the same for any number of threads.
struct Strips {
  let pixels: Int
  /// Pixels in each strip but the last.
  let length: Int
  /// The number of strips.
  let count: Int

  /// - Parameter valuesPerPixel: what a kernel holds for each pixel of its strip at once.
  init(pixels: Int, valuesPerPixel: Int) {
    /// 1 MiB of floats: the second-level cache of a core.
    let budget = 1 << 18
    self.pixels = pixels
    length = min(1024, max(64, budget / valuesPerPixel))
    count = (pixels + length - 1) / length
  }

  subscript(strip: Int) -> Range<Int> {
    (strip * length)..<min(pixels, (strip + 1) * length)
  }

  /// Consecutive strips whose weight gradients are summed in one buffer. Sixteen keep any usual number of threads busy
  /// and the buffers small.
  var groups: Int { min(16, count) }

  func strips(inGroup group: Int) -> Range<Int> {
    (group * count / groups)..<((group + 1) * count / groups)
  }
}

/// Per-channel sums over pixels, kept apart for every part of the work and added up in the order of the parts.
final class PartialSums {
  let parts: Int
  let values: Int
  /// SAFETY: each part writes only its own row; `total` is called after all parts are done.
  private let storage: UnsafeMutablePointer<Float>

  init(parts: Int, values: Int) {
    self.parts = parts
    self.values = values
    storage = .allocate(capacity: max(1, parts * values))
    storage.initialize(repeating: 0, count: parts * values)
  }

  deinit { storage.deallocate() }

  /// The sums of one part, set to zero.
  func cleared(_ part: Int) -> UnsafeMutableBufferPointer<Float> {
    precondition((0..<parts).contains(part))
    let row = UnsafeMutableBufferPointer(start: storage + part * values, count: values)
    row.update(repeating: 0)
    return row
  }

  /// Σ over all parts of the values in `range`, in double precision.
  func total(_ range: Range<Int>) -> [Double] {
    var sums = [Double](repeating: 0, count: range.count)
    for part in 0..<parts {
      let row = storage + part * values + range.lowerBound
      for i in 0..<range.count { sums[i] += Double(row[i]) }
    }
    return sums
  }
}
