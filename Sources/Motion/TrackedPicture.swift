import Imaging

/// The luma of a frame, and its pyramids, each made when it is first needed.
struct TrackedPicture: Sendable {
  let size: PictureSize
  /// 0…255, rows from the top.
  let luma: [Float]
  /// Whether it has hardly any content: uniform gray, or mostly overexposed.
  let isBlank: Bool
  private var madePyramid: GrayPyramid?
  private var madeHalf: GrayPyramid?

  init(_ picture: Picture) { self.init(size: picture.size, luma: GrayPyramid.luma(of: picture)) }

  /// - Parameter luma: 0…255, one value per pixel, rows from the top.
  init(size: PictureSize, luma: [Float]) {
    (self.size, self.luma) = (size, luma)
    let mean = luma.reduce(0, +) / Float(luma.count)
    let deviation = luma.reduce(0) { $0 + abs($1 - mean) } / Float(luma.count)
    isBlank = deviation < 3 || luma.count { $0 >= 250 } > luma.count / 5 * 3
  }

  /// From full size on.
  var pyramid: GrayPyramid {
    mutating get {
      let pyramid = madePyramid ?? GrayPyramid(size: size, luma: luma)
      madePyramid = pyramid
      return pyramid
    }
  }

  /// From half of the size on.
  var half: GrayPyramid {
    mutating get {
      let half = madeHalf ?? GrayPyramid(halfOf: size, luma: luma)
      madeHalf = half
      return half
    }
  }
}
