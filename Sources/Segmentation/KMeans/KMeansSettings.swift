/// Settings of k-means, the first baseline in section 3 of the paper.
public struct KMeansSettings: Hashable, Sendable {
  /// α: the feature of a pixel is the α×α window of colors around it; odd, ≥ 1.
  public var window: Int = 3
  /// k, the number of clusters, 2…256.
  public var clusters: Int = 8
  /// The maximum number of Lloyd iterations per frame, ≥ 1; it stops when no pixel changes its cluster.
  public var iterations: Int = 300

  public init() {}
}
