import Imaging

/// The luma of a frame, its thumbnail, and pyramids of both, each made when it is first needed.
struct TrackedPicture: Sendable {
  let size: PictureSize
  /// 0…255, rows from the top.
  let luma: [Float]
  var thumbnail: TrackedThumbnail
  /// Whether it has hardly any content: uniform gray, or mostly overexposed.
  let isBlank: Bool
  private var madePyramid: GrayPyramid?

  init(_ picture: Picture, _ thumbnail: TrackedThumbnail) {
    self.init(size: picture.size, luma: GrayPyramid.luma(of: picture), thumbnail)
  }

  /// - Parameter luma: 0…255, one value per pixel, rows from the top.
  init(size: PictureSize, luma: [Float], _ thumbnail: TrackedThumbnail) {
    (self.size, self.luma, self.thumbnail) = (size, luma, thumbnail)
    isBlank = !thumbnail.hasContent && Self.isBlank(luma)
  }

  private static func isBlank(_ luma: [Float]) -> Bool {
    let mean = luma.reduce(0, +) / Float(luma.count)
    let deviation = luma.reduce(0) { $0 + abs($1 - mean) } / Float(luma.count)
    return deviation < 3 || luma.count { $0 >= 250 } > luma.count / 5 * 3
  }

  /// From full size on.
  var pyramid: GrayPyramid {
    mutating get {
      let pyramid = madePyramid ?? GrayPyramid(size: size, luma: luma)
      madePyramid = pyramid
      return pyramid
    }
  }
}
