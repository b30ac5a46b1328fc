/// The division of a map's pixels into strips of equal length, short enough that a kernel's data for one strip stays
/// in the cache.
///
/// It depends on the size of the map only. Sums are formed strip by strip and combined in the order of the strips, so
/// that they are the same for any number of threads.
struct Strips {
  let pixels: Int
  /// Pixels in each strip but the last.
  let length: Int
  /// The number of strips.
  let count: Int

  /// - Parameter valuesPerPixel: the values per pixel that a kernel holds at once.
  init(pixels: Int, valuesPerPixel: Int) {
    /// 1 MiB of floats: the L2 cache of a core.
    let budget = 1 << 18
    self.pixels = pixels
    length = min(1024, max(64, budget / valuesPerPixel))
    count = (pixels + length - 1) / length
  }

  subscript(strip: Int) -> Range<Int> {
    (strip * length)..<min(pixels, (strip + 1) * length)
  }

  /// Groups of consecutive strips whose weight gradients share one buffer. Sixteen groups suit any usual number of
  /// threads and keep memory small.
  var groups: Int { min(16, count) }

  func strips(inGroup group: Int) -> Range<Int> {
    (group * count / groups)..<((group + 1) * count / groups)
  }
}

/// Per-channel sums over pixels, kept separately for each part of the work and added in the order of the parts.
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
