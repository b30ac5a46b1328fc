import Imaging

extension Overlay {
  /// Writes its number into every connected region, far from the border; one that does not fit is left out.
  ///
  /// - Parameters:
  ///   - picture: has the rows of `identities`.
  ///   - left: columns of the picture before those of `identities`.
  func drawNumbers(of identities: LabelMap, on picture: inout Picture, left: Int) {
    let largest = Numeral.scale(forHeight: identities.size.height)
    for place in RegionPlace.all(in: identities) {
      let numeral = Numeral(Int(place.label))
      let scale = stride(from: largest, through: 1, by: -1).first { numeral.fits(place, in: identities, scale: $0) }
      if let scale { numeral.draw(around: place, on: &picture, left: left, scale: scale) }
    }
  }
}
