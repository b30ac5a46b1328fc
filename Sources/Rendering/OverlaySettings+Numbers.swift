import Imaging

extension OverlaySettings {
  /// Draws the track ID in every connected region, far from the border; omitted if it does not fit.
  ///
  /// - Parameters:
  ///   - picture: has the rows of `trackIDs`.
  ///   - left: the picture column of column 0 of `trackIDs`.
  func drawNumbers(of trackIDs: LabelMap, on picture: inout Picture, left: Int) {
    let largest = Numeral.scale(forHeight: trackIDs.size.height)
    for anchor in RegionAnchor.all(in: trackIDs) {
      let numeral = Numeral(Int(anchor.label))
      let scale = stride(from: largest, through: 1, by: -1).first { numeral.fits(anchor, in: trackIDs, scale: $0) }
      if let scale { numeral.draw(around: anchor, on: &picture, left: left, scale: scale) }
    }
  }
}
