import Training

/// The method, how its network is built and trained, and the settings of the methods without one.
public struct SegmentSettings: Hashable, Sendable {
  public var method: Method = .cnn
  /// Of ``Method/kmeans`` alone.
  public var kmeans = KMeansSettings()
  /// Of ``Method/graph`` alone.
  public var graph = GraphSettings()
  /// Of ``Method/cnn`` alone.
  public var merging = MergingSettings()
  /// M, the 3×3 components, ≥ 1.
  public var components: Int = 2
  /// p, the features of each component, ≥ 1.
  public var channels: Int = 100
  /// q, the axes of the response map and so the largest number of clusters, ≥ 1.
  public var clusters: Int = 100
  /// ε of equation (2), > 0.
  public var epsilon: Double = 1e-5
  /// How the responses are normalized.
  public var normalization: ResponseNormalization = .plain
  /// How the weights start.
  public var initialization: WeightInitialization = .xavier
  /// The step size of gradient descent, > 0.
  public var learningRate: Double = 0.1
  /// The step size on frames whose clusters are known (``labelHysteresis`` > 0), > 0: a gentle one teaches what is new
  /// and merges less of what is old.
  public var warmLearningRate: Double = 0.03
  /// 0 ..< 1.
  public var momentum: Double = 0.9
  /// Training iterations.
  public var iterations = Iterations()
  /// Training, which makes clusters one, stops once no more than this many are left; 0 never stops it.
  public var minimumLabels: Int = 0
  /// Whether the result is the superpixels' vote rather than the arg max of every pixel.
  public var votes: Bool = true
  /// Seconds for which the network may contradict what a point was before it is believed; 0: at once.
  public var labelHysteresis: Double = 0.5
  /// A later frame is trained on only if at least this share of it, 0…1, is not explained by the frame before.
  public var staticFrameThreshold: Double = 0.01
  /// The most labels a frame has: what the network finds beyond them is merged, and none is born; nil: any number.
  public var maximumLabels: Int? = nil
  /// About how many labels a frame has: the first frame of a shot is trained until no more clusters than that have a
  /// thousandth of the picture, and what are then too many are merged; nil: as many as the network finds.
  public var targetLabels: Int? = nil
  /// Regions under this share of the picture join a neighbor, 0…1; 0 leaves all.
  public var minArea: Double = 0.001
  /// Whether a frame goes on from the weights, or the centers of k-means, of the one before.
  public var start: Start = .warm
  /// Of the random numbers that the weights, or the centers of k-means, start from.
  public var seed: UInt64 = 0
  /// How 3×3 convolutions are computed: the results agree but for rounding.
  public var convolution: Convolution = .winograd
  /// The order in which the network reads the colors.
  public var swapsRedAndBlue: Bool = false

  public init() {}

  /// How pixels get their clusters: the paper's method, and those it compares with in section 3.
  public enum Method: String, Sendable, CaseIterable {
    /// A network that trains itself on the frame.
    case cnn
    /// k-means on the colors around every pixel.
    case kmeans
    /// Felzenszwalb and Huttenlocher's graph-based segmentation.
    case graph

    /// Whether the method wants superpixels.
    package var usesSuperpixels: Bool {
      switch self {
      case .cnn: ConvolutionalSegmenter.usesSuperpixels
      case .kmeans: KMeansSegmenter.usesSuperpixels
      case .graph: GraphSegmenter.usesSuperpixels
      }
    }
    /// Whether the method trains, so that training can be limited.
    package var trains: Bool { self == .cnn }
  }

  /// T of Algorithm 1.
  public struct Iterations: Hashable, Sendable {
    /// On the first frame and after a new start, ≥ 1.
    public var first: Int = 60
    /// On every later frame that changes, ≥ 0; with 0 the network only looks.
    public var warm: Int = 1
  }

  public enum ResponseNormalization: String, Sendable, CaseIterable {
    /// Equation (2): zero mean and unit variance.
    case plain
    /// With a learned scale and shift, as in the public code.
    case affine
  }

  public enum Convolution: String, Sendable, CaseIterable {
    /// Winograd's F(4×4, 3×3): a quarter of the multiplications.
    case winograd
    /// The plain way, to compare with.
    case direct
  }

  public enum WeightInitialization: String, Sendable, CaseIterable {
    /// Glorot and Bengio 2010, as in the paper.
    case xavier
    /// Uniform in ±1/√fan-in, as in the public code.
    case fanIn = "fan-in"
  }

  public enum Start: String, Sendable, CaseIterable {
    /// From what the frame before left: weights and momentum, or centers.
    case warm
    /// Anew in every frame.
    case scratch
  }

  /// The most labels a frame may have, if there is a limit.
  package var labelLimit: Int? {
    if let targetLabels, let maximumLabels { min(targetLabels, maximumLabels) } else { targetLabels ?? maximumLabels }
  }

  package var architecture: Architecture {
    Architecture(
      components: components, channels: channels, clusters: clusters, hasResponseAffine: normalization == .affine,
      epsilon: Float(epsilon))
  }

  /// A network that has not seen a picture.
  package func freshState(seed: UInt64) -> NetworkState {
    NetworkState(
      architecture: architecture, initialization: initialization == .xavier ? .xavier : .fanIn, seed: seed)
  }
}
