import Imaging

/// The mean color of every label of a frame, in linear light.
struct MeanColors {
  private let colors: [RGBColor]

  /// - Precondition: both have the same size.
  init(of picture: Picture, _ labels: LabelMap) {
    // Integer sums do not depend on their order; each pixel adds at most 2²⁴.
    let scale: Float = 16_777_216
    let linear = CIELAB.linear.map { UInt64(($0 * scale).rounded()) }
    // Red, green, blue and the number of pixels.
    var sums = [SIMD4<UInt64>](repeating: .zero, count: Int(labels.labels.max() ?? 0) + 1)
    for (n, label) in labels.labels.enumerated() {
      sums[Int(label)] &+= SIMD4(
        linear[Int(picture.bytes[3 * n])], linear[Int(picture.bytes[3 * n + 1])], linear[Int(picture.bytes[3 * n + 2])],
        1)
    }
    // The threshold of a value is half way from the value below.
    let limits = zip(linear, linear.dropFirst()).map { ($0 + $1) / 2 }
    func encoded(_ mean: UInt64) -> UInt8 {
      var (low, high) = (0, 255)
      while low < high {
        let middle = (low + high) / 2
        if mean > limits[middle] { low = middle + 1 } else { high = middle }
      }
      return UInt8(low)
    }
    colors = sums.map { sum in
      let count = max(1, sum.w)
      return RGBColor(red: encoded(sum.x / count), green: encoded(sum.y / count), blue: encoded(sum.z / count))
    }
  }

  subscript(label: UInt16) -> RGBColor { colors[Int(label)] }
}
