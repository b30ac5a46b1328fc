/// How regions of space and time are made of superpixels.
public struct RegionSettings: Hashable, Sendable {
  /// About so many regions a frame, ≥ 1, where ``scale`` is nil.
  public var count: Int = 13
  /// The level at which the merge tree is cut, > 0, the same for the whole film: larger, fewer regions. Nil: the level
  /// that gives ``count`` regions in each shot.
  public var scale: Double? = nil
  /// Frames that are looked ahead before a frame gets its regions, ≥ 0; with 0 only the past counts. Fewer are where the
  /// pictures that wait would take more than ``maxWaitingBytes``.
  public var window: Int = 64
  /// About so many supervoxels a frame, ≥ 1: the finest regions, which any number of regions is a union of.
  public var supervoxels: Int = 128
  /// Beside what the network says, how much a color counts, ≥ 0.
  public var color: Double = 0.5
  /// How much the network's responses count, ≥ 0; 0 leaves them out.
  public var network: Double = 0.75
  /// How much motion beside the camera's counts, ≥ 0; 0 leaves it out.
  public var motion: Double = 1

  public init() {}

  /// Pictures that wait for their regions take at most so much memory, about.
  package static let maxWaitingBytes = 256 << 20

  package var parameters: MergeParameters {
    var parameters = MergeParameters()
    parameters.motionWeight *= Float(motion)
    if motion == 0 { parameters.commonFate = 0 }
    return parameters
  }

  /// For whole lives of regions, in which figure and ground are told apart.
  package var lifeParameters: MergeParameters {
    var parameters = parameters
    parameters.movementContrast = motion == 0 ? 0 : 1
    parameters.enclosureContrast = 1
    return parameters
  }

  package var weights: DescriptorWeights { DescriptorWeights(color: Float(color), network: Float(network)) }
}
