import Imaging

/// Explained variation: R² of Moore et al., "Superpixel lattices", CVPR 2008, with the mean color of each label over
/// the whole video.
///
/// Sums and sums of squares of whole numbers are exact, however long the video is.
package struct ExplainedVariation {
  /// The color from which all are measured, so that the sums stay small: that of the first pixel.
  private var origin: SIMD3<Int>?
  /// For each label the number of its pixels and the sum of their colors.
  private var groups: [Group] = []
  /// The sum of |color − origin|².
  private var squares = 0

  private struct Group {
    var pixels = 0
    var sum = SIMD3<Int>.zero

    /// |sum|² / pixels: the squared distance of the mean from the origin, times the number of pixels.
    var squaredMean: Double {
      let sum = SIMD3<Double>(self.sum)
      return pixels == 0 ? 0 : (sum * sum).sum() / Double(pixels)
    }
  }

  package init() {}

  /// - Parameters:
  ///   - picture: as large as `labels`.
  ///   - labels: numbers below `labelCount`.
  package mutating func add(_ picture: Picture, _ labels: LabelMap, labelCount: Int) {
    precondition(picture.size == labels.size, "labels of \(labels.size) for a picture of \(picture.size)")
    groups += Array(repeating: Group(), count: max(0, labelCount - groups.count))
    func color(_ n: Int) -> SIMD3<Int> {
      SIMD3(Int(picture.bytes[3 * n]), Int(picture.bytes[3 * n + 1]), Int(picture.bytes[3 * n + 2]))
    }
    let origin = self.origin ?? color(0)
    self.origin = origin
    for n in labels.labels.indices {
      let difference = color(n) &- origin
      let label = Int(labels.labels[n])
      groups[label].pixels += 1
      groups[label].sum &+= difference
      squares += (difference &* difference).wrappedSum()
    }
  }

  /// 0…1; 0 for a video of one color, where there is nothing to explain.
  var value: Double {
    guard squares > 0 else { return 0 }
    let all = groups.reduce(into: Group()) { all, group in
      all.pixels += group.pixels
      all.sum &+= group.sum
    }
    let between = groups.reduce(0) { $0 + $1.squaredMean } - all.squaredMean
    return between / (Double(squares) - all.squaredMean)
  }
}
