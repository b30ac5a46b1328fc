/// Settings of the space-time regions.
public struct RegionSettings: Hashable, Sendable {
  /// The approximate number of regions per frame, ≥ 1, if ``scale`` is nil.
  public var count: Int = 13
  /// The cut level of the merge tree, > 0, for the whole video: a larger level gives fewer regions. Nil: the level
  /// that gives ``count`` regions in each shot.
  public var scale: Double? = nil
  /// Look-ahead in frames, ≥ 0; 0 uses past frames only. It is shortened if the waiting pictures would exceed
  /// 256 MiB.
  public var window: Int = 64
  /// The approximate number of supervoxels per frame, ≥ 1: the finest regions, of which all others are unions.
  public var supervoxels: Int = 128
  /// The factor of colors in a descriptor, ≥ 0. Squared differences of color count by its square: 0.25 for 0.5.
  public var color: Double = 0.5
  /// The variance of the network's responses in a descriptor, relative to that of the colors before ``color`` is
  /// applied, ≥ 0; 0 omits them.
  public var network: Double = 0.75
  /// The weight of motion relative to the camera, ≥ 0; 0 omits it.
  public var motion: Double = 1

  public init() {}

  /// The approximate maximum memory of pictures that wait for their regions.
  package static let maxWaitingBytes = 256 << 20

  package var parameters: MergeParameters {
    var parameters = MergeParameters()
    parameters.motionWeight *= Float(motion)
    if motion == 0 { parameters.commonFate = 0 }
    return parameters
  }

  /// For the merge tree, whose nodes have a lifetime: figure and ground are distinguished.
  package var treeParameters: MergeParameters {
    var parameters = parameters
    parameters.movementContrast = motion == 0 ? 0 : 1
    parameters.restingShare = 0.2
    parameters.boundaryContrast = 1
    return parameters
  }

  package var weights: DescriptorWeights { DescriptorWeights(color: Float(color), network: Float(network)) }
}
