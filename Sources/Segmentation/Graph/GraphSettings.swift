/// How a picture is cut by its grid graph, the second of the methods that section 3 of the paper compares with.
public struct GraphSettings: Hashable, Sendable {
  /// The standard deviation, in pixels, of the Gaussian that smooths the picture first, ≥ 0; 0: none.
  public var sigma: Double = 0.8
  /// β, the k of Felzenszwalb and Huttenlocher, for colors of 0…255, ≥ 0: the larger, the fewer and larger the regions.
  public var threshold: Double = 500
  /// Regions of fewer pixels are joined with a neighbor, ≥ 1.
  public var minimumSize: Int = 50

  public init() {}
}
