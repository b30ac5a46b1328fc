/// Settings of graph-based segmentation, the second baseline in section 3 of the paper.
public struct GraphSettings: Hashable, Sendable {
  /// The standard deviation, in pixels, of the Gaussian presmoothing, ≥ 0; 0: none.
  public var sigma: Double = 0.8
  /// β, the k of Felzenszwalb and Huttenlocher, for colors of 0…255, ≥ 0: the larger, the fewer and larger the regions.
  public var threshold: Double = 500
  /// Smaller regions, in pixels, are merged with a neighbor, ≥ 1.
  public var minimumSize: Int = 50

  public init() {}
}
