/// Whether, and how far, what the network finds is merged into regions.
public struct MergingSettings: Hashable, Sendable {
  /// λ of Mumford and Shah by the square root of the number of pixels, > 0: neighboring regions become one while that
  /// costs less than λ for each pixel of the border that goes. The larger, the fewer regions; nil: nothing is merged.
  public var border: Double? = nil
  /// The distance in CIELAB that is a difference of 1, > 0: the larger, the less colors weigh beside the network.
  public var color: Double = 16

  public init() {}
}
