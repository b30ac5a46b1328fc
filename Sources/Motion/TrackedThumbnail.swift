import Imaging

/// A thumbnail with its contrast, and its pyramid, which is made when it is first needed.
struct TrackedThumbnail: Sendable {
  let image: LumaThumbnail
  /// The mean difference from the mean luma.
  let contrast: Double
  /// Whether it has so much content that the frame is certainly not blank, however it is converted.
  let hasContent: Bool
  private var madePyramid, madeHalf: GrayPyramid?

  /// Twice what makes a frame blank.
  private static let certainContrast = 6.0
  /// Luma from which a pixel may be overexposed, and the share of such pixels, 0…1, at which a frame may be blank.
  private static let (bright, brightShare) = (235, 0.4)

  init(_ image: LumaThumbnail) {
    self.image = image
    var histogram = [Int](repeating: 0, count: 256)
    for value in image.luma { histogram[Int(value)] += 1 }
    let count = Double(max(1, image.luma.count))
    let mean = Double(histogram.indices.reduce(0) { $0 + $1 * histogram[$1] }) / count
    contrast = histogram.indices.reduce(0) { $0 + abs(Double($1) - mean) * Double(histogram[$1]) } / count
    hasContent =
      contrast >= Self.certainContrast
      && Double(histogram[Self.bright...].reduce(0, +)) <= Self.brightShare * count
  }

  var pyramid: GrayPyramid {
    mutating get {
      let pyramid = madePyramid ?? GrayPyramid(size: image.size, luma: image.luma.map(Float.init))
      madePyramid = pyramid
      return pyramid
    }
  }

  /// From half of its size on.
  var half: GrayPyramid {
    mutating get {
      let half = madeHalf ?? pyramid.halved
      madeHalf = half
      return half
    }
  }
}
