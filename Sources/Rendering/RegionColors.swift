import Imaging
import Parallelism

/// Gives every identity a color when it first appears: near the mean color of its pixels in that frame, livelier, and
/// apart from the colors of the identities that it borders on. The color never changes again.
///
/// Memory grows with the number of identities only.
package struct RegionColors: Equatable, Sendable, Codable {
  /// ΔE (CIE 1976) that the colors of two identities keep at least where one appears beside the other and a lively color
  /// at that distance exists.
  package static let neighborDistance: Float = 25

  /// All colors so far.
  package private(set) var palette = Palette.standard

  package init() {}

  /// Chooses the colors of the identities that have none yet, large ones first.
  ///
  /// - Parameters:
  ///   - identities: the identity of every pixel; 0, "no label", gets no color.
  ///   - picture: what the pixels show.
  /// - Precondition: `picture` and `identities` have the same size.
  package mutating func add(_ identities: LabelMap, in picture: Picture, workers: Workers = Workers(count: 1)) {
    let appearances = Appearance.all(in: identities, picture: picture, besides: palette, workers: workers)
    guard !appearances.isEmpty else { return }
    var choice = ColorChoice()
    var present: [UInt16: Lab] = [:]
    for (identity, _) in identities.areas() where palette.contains(identity) {
      let lab = Lab(palette.color(of: identity))
      present[identity] = lab
      choice.take(lab)
    }
    for appearance in appearances {
      let color = choice.nearest(
        to: LivelyColor.wanted(for: appearance.mean), apartFrom: appearance.neighbors.compactMap { present[$0] })
      palette.choose(color.color, for: appearance.identity)
      present[appearance.identity] = color.lab
      choice.take(color.lab)
    }
  }
}
