import Imaging
import Parallelism

/// Gives every identity a color when it first appears: near the mean color of its pixels in that frame, livelier, and
/// apart from the colors of the identities that it borders on. The color never changes again.
/// Who knows what the identity will border on later can say so.
///
/// Memory grows with the number of identities only.
package struct RegionColors: Equatable, Sendable, Codable {
  /// ΔE (CIE 1976) that the colors of two identities keep at least where one appears beside the other, or is known to come
  /// beside it, and a lively color at that distance exists.
  package static let neighborDistance: Float = 25

  /// All colors so far.
  package private(set) var palette = Palette.standard

  package init() {}

  /// Chooses the colors of the identities that have none yet, large ones first.
  ///
  /// - Parameters:
  ///   - identities: the identity of every pixel; 0, "no label", gets no color.
  ///   - picture: what the pixels show.
  ///   - neighbors: by identity those that it will border on.
  /// - Precondition: `picture` and `identities` have the same size.
  package mutating func add(
    _ identities: LabelMap, in picture: Picture, neighbors: [UInt16: [UInt16]] = [:],
    workers: Workers = Workers(count: 1)
  ) {
    let appearances = Appearance.all(in: identities, picture: picture, besides: palette, workers: workers)
    guard !appearances.isEmpty else { return }
    var choice = ColorChoice()
    var present: [UInt16: Lab] = [:]
    for (identity, _) in identities.areas() where palette.contains(identity) {
      let lab = Lab(palette.color(of: identity))
      present[identity] = lab
      choice.take(lab)
    }
    func color(of identity: UInt16) -> Lab? {
      present[identity] ?? (palette.contains(identity) ? Lab(palette.color(of: identity)) : nil)
    }
    for appearance in appearances {
      let others = appearance.neighbors + (neighbors[appearance.identity] ?? [])
      let chosen = choice.nearest(
        to: LivelyColor.wanted(for: appearance.mean), apartFrom: Set(others).sorted().compactMap { color(of: $0) })
      palette.choose(chosen.color, for: appearance.identity)
      present[appearance.identity] = chosen.lab
      choice.take(chosen.lab)
    }
  }
}
