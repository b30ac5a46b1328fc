import Imaging

/// A partition of a picture into superpixels S₁…S_K: the superpixel of each pixel, and the pixels of each superpixel.
package struct Superpixels: Equatable, Sendable {
  package let size: PictureSize
  /// The superpixel of every pixel, 0 ..< `count`, rows from the top.
  package let labels: [Int32]
  /// K, the number of superpixels. Each has at least one pixel.
  package let count: Int
  /// The pixels of superpixel k are `pixels[offsets[k] ..< offsets[k + 1]]`, in ascending order.
  package let offsets: [Int32]
  package let pixels: [Int32]

  /// - Precondition: `labels` holds a value for every pixel, each in 0 ..< `count`.
  package init(size: PictureSize, labels: [Int32], count: Int) {
    precondition(labels.count == size.count)
    var offsets = [Int32](repeating: 0, count: count + 1)
    for label in labels { offsets[Int(label) + 1] += 1 }
    for k in 0..<count { offsets[k + 1] += offsets[k] }
    var next = offsets
    var pixels = [Int32](repeating: 0, count: labels.count)
    for (n, label) in labels.enumerated() {
      pixels[Int(next[Int(label)])] = Int32(n)
      next[Int(label)] += 1
    }
    self.size = size
    self.labels = labels
    self.count = count
    self.offsets = offsets
    self.pixels = pixels
  }

  /// What the properties say, taken as it is.
  init(size: PictureSize, labels: [Int32], offsets: [Int32], pixels: [Int32]) {
    self.size = size
    self.labels = labels
    self.count = offsets.count - 1
    self.offsets = offsets
    self.pixels = pixels
  }

  /// The indices of the pixels of superpixel `k`.
  package subscript(k: Int) -> ArraySlice<Int32> { pixels[Int(offsets[k])..<Int(offsets[k + 1])] }
}
