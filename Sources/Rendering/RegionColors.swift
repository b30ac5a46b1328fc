import Imaging
import Parallelism

/// Gives every track a color when it first appears: near the mean color of its pixels in that frame, livelier, and
/// apart from the colors of the tracks that it borders on. The color never changes again.
/// Who knows what the track will border on later can say so.
///
/// Memory grows with the number of tracks only.
package struct RegionColors: Equatable, Sendable, Codable {
  /// ΔE (CIE 1976) that the colors of two tracks keep at least where one appears beside the other, or is known to come
  /// beside it, and a lively color at that distance exists.
  package static let neighborDistance: Float = 25

  /// All colors so far.
  package private(set) var palette = Palette.standard

  package init() {}

  /// Chooses the colors of the tracks that have none yet, large ones first.
  ///
  /// - Parameters:
  ///   - trackIDs: the track ID of every pixel; 0, "no label", gets no color.
  ///   - picture: what the pixels show.
  ///   - neighbors: by track ID those that it will border on.
  /// - Precondition: `picture` and `trackIDs` have the same size.
  package mutating func add(
    _ trackIDs: LabelMap, in picture: Picture, neighbors: [UInt16: [UInt16]] = [:],
    workers: Workers = Workers(count: 1)
  ) {
    let appearances = Appearance.all(in: trackIDs, picture: picture, besides: palette, workers: workers)
    guard !appearances.isEmpty else { return }
    var choice = ColorChoice()
    var present: [UInt16: Lab] = [:]
    for (trackID, _) in trackIDs.areas() where palette.contains(trackID) {
      let lab = Lab(palette.color(of: trackID))
      present[trackID] = lab
      choice.take(lab)
    }
    func color(of trackID: UInt16) -> Lab? {
      present[trackID] ?? (palette.contains(trackID) ? Lab(palette.color(of: trackID)) : nil)
    }
    for appearance in appearances {
      let others = appearance.neighbors + (neighbors[appearance.trackID] ?? [])
      let chosen = choice.nearest(
        to: LivelyColor.wanted(for: appearance.mean), apartFrom: Set(others).sorted().compactMap { color(of: $0) })
      palette.choose(chosen.color, for: appearance.trackID)
      present[appearance.trackID] = chosen.lab
      choice.take(chosen.lab)
    }
  }
}
