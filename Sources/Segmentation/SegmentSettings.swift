import Imaging
import Parallelism
import Training

/// The segmentation method, and the settings of the network and of the other methods.
public struct SegmentSettings: Hashable, Sendable {
  public var method: Method = .cnn
  /// For ``Method/kmeans`` only.
  public var kmeans = KMeansSettings()
  /// For ``Method/graph`` only.
  public var graph = GraphSettings()
  /// For ``Method/cnn`` only.
  public var merging = MergingSettings()
  /// The features by which the model labels pixels; for ``Method/cnn`` only.
  public var extractor: Extractor = .network
  /// M, the 3×3 components, ≥ 1.
  public var components: Int = 2
  /// p, the features of each component, ≥ 1.
  public var channels: Int = 64
  /// q, the channels of the response map and the maximum number of clusters, ≥ 1.
  public var clusters: Int = 64
  /// ε of equation (2), > 0.
  public var epsilon: Double = 1e-5
  /// How the responses are normalized.
  public var normalization: ResponseNormalization = .plain
  /// Weight initialization.
  public var initialization: Initialization = .xavier
  /// The learning rate, > 0.
  public var learningRate: Double = 0.1
  /// The learning rate on frames with known clusters (``labelHysteresis`` > 0), > 0: a low rate learns new content
  /// and merges fewer existing clusters.
  public var warmLearningRate: Double = 0.03
  /// 0 ..< 1.
  public var momentum: Double = 0.9
  /// Training iterations.
  public var iterations = Iterations()
  /// What the network is trained towards.
  public var targets: Targets = .superpixels
  /// μ, the weight of the loss of spatial continuity (Kim, Kanezaki, Tanaka, IEEE TIP 2020), ≥ 0; 0: none.
  public var continuity: Double = 0
  /// Training reduces the number of clusters; it stops at this number. 0: never.
  public var minimumLabels: Int = 0
  /// Whether the result is the superpixel vote, not the arg max of each pixel.
  public var votes: Bool = true
  /// Label hysteresis in seconds; 0: none.
  public var labelHysteresis: Double = 0.5
  /// A later frame is trained on only if at least this fraction of it, 0…1, is not explained by the previous frame.
  public var staticFrameThreshold: Double = 0.01
  /// The maximum number of labels per frame: excess clusters are merged, and none are started; nil: no limit.
  public var maximumLabels: Int? = nil
  /// The approximate number of labels per frame: the first frame of a shot is trained until at most this many
  /// clusters cover a thousandth of the picture, and excess clusters are merged; nil: as found by the network.
  public var targetLabels: Int? = nil
  /// Regions below this fraction of the picture join a neighbor, 0…1; 0 keeps all.
  public var minArea: Double = 0.001
  /// Whether a frame starts from the previous weights or k-means centers.
  public var start: Start = .warm
  /// The random seed of the weights or the k-means centers.
  public var seed: UInt64 = 0
  /// The convolution algorithm: results are equal except for rounding.
  public var convolution: ConvolutionMethod = .winograd
  /// Whether the network gets BGR instead of RGB.
  public var swapsRedAndBlue: Bool = false

  /// Whether a later frame has known clusters, which a memory keeps.
  package var remembersClusters: Bool { start == .warm && labelHysteresis > 0 && merging.border == nil }

  public init() {}

  /// The segmentation methods: the paper's, and its baselines in section 3.
  public enum Method: String, Sendable, CaseIterable {
    /// A network trained on the video itself.
    case cnn
    /// k-means on the colors around every pixel.
    case kmeans
    /// Felzenszwalb and Huttenlocher's graph-based segmentation.
    case graph

    /// Whether the method wants superpixels.
    package var usesSuperpixels: Bool {
      switch self {
      case .cnn: SelfTrainingSegmenter.usesSuperpixels
      case .kmeans: KMeansSegmenter.usesSuperpixels
      case .graph: GraphSegmenter.usesSuperpixels
      }
    }
    /// Whether the method trains, so that training can be limited.
    package var trains: Bool { self == .cnn }
  }

  /// The features of a pixel that the classifier reads.
  public enum Extractor: String, Sendable, CaseIterable {
    /// Convolutions, which are trained with the classifier.
    case network
    /// The same with taps 2ᵐ pixels apart in component m (from 0), at most 16, which see more of the picture.
    case dilated
    /// A fixed bank of filters; only the classifier is trained. ``components`` and ``channels`` are ignored.
    case filters
  }

  /// T of Algorithm 1.
  public struct Iterations: Hashable, Sendable {
    /// On the first frame and after a restart, ≥ 1.
    public var first: Int = 60
    /// On every later frame that changes, ≥ 0; with 0 the network is not trained.
    public var warm: Int = 1

    /// The share of ``first`` that comes first and is made at half of the size, where an iteration takes a quarter of the
    /// time, 0…1. At least one iteration is made at the whole size.
    public var firstAtHalfSize: Double = 0.8
    /// Whether ``warm`` iterations are made at half of the size.
    public var warmAtHalfSize: Bool = true

    /// The number of ``first`` iterations at half of the size.
    package var halfSizeCount: Int { min(first - 1, Int((firstAtHalfSize * Double(first)).rounded())) }
  }

  /// c′ₙ of Algorithm 1.
  public enum Targets: String, Sendable, CaseIterable {
    /// The most frequent cluster of the pixel's superpixel, section 2.2.
    case superpixels
    /// The cluster of the pixel itself, as in the sequel, where the loss of continuity replaces superpixels.
    case pixels
  }

  public enum ResponseNormalization: String, Sendable, CaseIterable {
    /// Equation (2): zero mean and unit variance.
    case plain
    /// With a learned scale and shift, as in the public code.
    case affine
  }

  public enum Start: String, Sendable, CaseIterable {
    /// From the previous weights and momentum, or centers.
    case warm
    /// Reinitialized for every frame.
    case scratch
  }

  /// The maximum number of labels per frame, if limited.
  package var labelLimit: Int? {
    if let targetLabels, let maximumLabels { min(targetLabels, maximumLabels) } else { targetLabels ?? maximumLabels }
  }

  package var architecture: Architecture {
    let isFixed = extractor == .filters
    return Architecture(
      inputs: isFixed ? FilterBank.count : 3, components: isFixed ? 0 : components,
      channels: isFixed ? FilterBank.count : channels, clusters: clusters, hasResponseAffine: normalization == .affine,
      isDilated: extractor == .dilated, epsilon: Float(epsilon))
  }

  /// A model for pictures of a size.
  ///
  /// - Parameters:
  ///   - state: its weights and momentum, of this ``architecture``.
  ///   - size: of the pictures.
  ///   - workers: the threads; results do not depend on them.
  func model(_ state: NetworkState, size: PictureSize, workers: Workers) -> any TrainableModel {
    switch extractor {
    case .network, .dilated: NetworkModel(state, self, size: size, workers: workers)
    case .filters: FilterModel(state, self, size: size, workers: workers)
    }
  }

  /// The state of an untrained network.
  ///
  /// - Parameter seed: of the random weights.
  package func freshState(seed: UInt64) -> NetworkState {
    NetworkState(
      architecture: architecture, initialization: initialization, seed: seed)
  }
}
