/// Settings for merging the network's clusters into regions.
public struct MergingSettings: Hashable, Sendable {
  /// λ of Mumford and Shah relative to the square root of the number of pixels, > 0: neighboring regions are merged
  /// while the cost is below λ per pixel of removed border. Larger: fewer regions; nil: no merging.
  public var border: Double? = nil
  /// The CIELAB distance that counts as 1, > 0: larger gives colors less weight relative to the network.
  public var color: Double = 16

  public init() {}
}
