import Imaging

extension RegionColors {
  /// A color for a new part of a region, without the pictures: near the region's color, and apart from all others.
  ///
  /// - Parameter others: the colors of the shot, with that of the region.
  package static func color(ofPartOf region: RGBColor, apartFrom others: [RGBColor]) -> RGBColor {
    var choice = ColorChoice()
    let labs = others.map { Lab($0) }
    for lab in labs { choice.take(lab) }
    return choice.nearest(to: LivelyColor.wanted(for: Lab(region)), apartFrom: [Lab(region)]).color
  }
}
