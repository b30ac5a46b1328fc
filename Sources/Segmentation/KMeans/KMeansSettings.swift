/// How pixels are clustered by k-means, the first of the methods that section 3 of the paper compares with.
public struct KMeansSettings: Hashable, Sendable {
  /// α: a pixel is described by the colors of the α×α pixels around it; odd, ≥ 1.
  public var window: Int = 3
  /// k, the number of clusters, 2…256.
  public var clusters: Int = 8
  /// The most Lloyd iterations a frame may take, ≥ 1; fewer where no pixel changes its cluster any more.
  public var iterations: Int = 300

  public init() {}
}
