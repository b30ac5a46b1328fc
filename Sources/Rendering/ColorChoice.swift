import Imaging

/// The choice of colors for one frame: each candidate, and its penalty for similarity to other tracks in the frame.
struct ColorChoice {
  /// The ΔE from any other track of the frame below which a candidate is penalized. It is less than
  /// ``RegionColors/neighborDistance``, which holds for adjacent tracks only: 26 tells tracks apart that do not touch.
  private static let similarityThreshold: Float = 26
  /// The penalty for each ΔE below that, in ΔE from the wanted color.
  private static let penaltyPerDeltaE: Float = 1.5
  /// The weight of lightness in the distance from the wanted color; hue has priority.
  private static let lightnessWeight: Float = 0.7

  /// The penalty of each of ``LivelyColor/all``, ≥ 0.
  private var costs = [Float](repeating: 0, count: LivelyColor.all.count)

  /// Adds a color used by a track of the frame.
  mutating func take(_ lab: Lab) {
    for (index, candidate) in LivelyColor.all.enumerated() {
      costs[index] = max(
        costs[index], Self.penaltyPerDeltaE * (Self.similarityThreshold - candidate.lab.distance(to: lab)))
    }
  }

  /// The candidate closest to the wanted color that keeps ``RegionColors/neighborDistance`` to all neighbors; if
  /// there is none, the one with the largest distance to its closest neighbor. Colors similar to others in the frame
  /// are penalized.
  func nearest(to wanted: Lab, apartFrom neighbors: [Lab]) -> LivelyColor {
    var best = (shortfall: Float.infinity, cost: Float.infinity, index: 0)
    for (index, candidate) in LivelyColor.all.enumerated() {
      let cost = costs[index] + candidate.lab.distance(to: wanted, lightnessWeight: Self.lightnessWeight)
      guard cost < best.cost || best.shortfall > 0 else { continue }
      let shortfall = neighbors.reduce(0) { max($0, RegionColors.neighborDistance - candidate.lab.distance(to: $1)) }
      if (shortfall, cost) < (best.shortfall, best.cost) { best = (shortfall, cost, index) }
    }
    return LivelyColor.all[best.index]
  }
}
