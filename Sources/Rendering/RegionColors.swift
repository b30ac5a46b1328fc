import Imaging
import Parallelism

/// Chooses a track's color when it first appears: near its mean color in that frame, more saturated, and distinct
/// from the colors of its neighbors. The color never changes again. Callers can pass later neighbors.
///
/// Memory grows with the number of tracks only.
package struct RegionColors: Equatable, Sendable, Codable {
  /// The minimum ΔE (CIE 1976) between neighbors, present or announced, if a lively color at that distance exists.
  package static let neighborDistance: Float = 48

  /// All colors so far.
  package private(set) var palette: Palette

  /// - Parameter palette: the colors of tracks that have one already.
  package init(_ palette: Palette = .standard) { self.palette = palette }

  /// Chooses colors for tracks without one, large tracks first.
  ///
  /// - Parameters:
  ///   - trackIDs: the track ID of every pixel; 0, "no label", gets no color.
  ///   - picture: the frame.
  ///   - neighbors: by track ID, its future neighbors.
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
