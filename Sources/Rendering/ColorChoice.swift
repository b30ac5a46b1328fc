import Imaging

/// The choice of colors for one frame: each lively color, and how much it is to be avoided because another track in the
/// frame looks like it.
struct ColorChoice {
  /// ΔE under which two regions look as if they were one.
  private static let likeness: Float = 12
  /// What a ΔE less than that costs, in ΔE from the wanted color.
  private static let price: Float = 1.5
  /// The weight of lightness when a color is compared with the wanted one, so that hues are kept first.
  private static let lightnessWeight: Float = 0.7

  /// What each of ``LivelyColor/all`` costs for its likeness to others, ≥ 0.
  private var costs = [Float](repeating: 0, count: LivelyColor.all.count)

  /// Enters a color that a track of the frame has.
  mutating func take(_ lab: Lab) {
    for (place, candidate) in LivelyColor.all.enumerated() {
      costs[place] = max(costs[place], Self.price * (Self.likeness - candidate.lab.distance(to: lab)))
    }
  }

  /// The lively color nearest to the wanted one that keeps ``RegionColors/neighborDistance`` to all neighbors; where there
  /// is none, the one whose nearest neighbor is farthest. One that looks like any other in the frame is avoided where a
  /// color that does not is near.
  func nearest(to wanted: Lab, apartFrom neighbors: [Lab]) -> LivelyColor {
    var best = (shortfall: Float.infinity, cost: Float.infinity, place: 0)
    for (place, candidate) in LivelyColor.all.enumerated() {
      let cost = costs[place] + candidate.lab.distance(to: wanted, lightnessWeight: Self.lightnessWeight)
      guard cost < best.cost || best.shortfall > 0 else { continue }
      let shortfall = neighbors.reduce(0) { max($0, RegionColors.neighborDistance - candidate.lab.distance(to: $1)) }
      if (shortfall, cost) < (best.shortfall, best.cost) { best = (shortfall, cost, place) }
    }
    return LivelyColor.all[best.place]
  }
}
