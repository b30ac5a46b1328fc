import Training

/// The settings that weights depend on: a run can use the weights of another run if these are the same.
package struct ModelSettings: Equatable, Sendable, Codable {
  private let extractor: String
  private let components: Int
  private let channels: Int
  private let clusters: Int
  private let normalization: String
  private let epsilon: Double
  private let swapsRedAndBlue: Bool

  package init(_ settings: SegmentSettings) {
    extractor = settings.extractor.rawValue
    components = settings.components
    channels = settings.channels
    clusters = settings.clusters
    normalization = settings.normalization.rawValue
    epsilon = settings.epsilon
    swapsRedAndBlue = settings.swapsRedAndBlue
  }

  /// The keys of a pipeline file and their values.
  private var keys: [(key: String, value: String)] {
    let filters = SegmentSettings.Extractor.filters.rawValue
    return [("segment.extractor", extractor)]
      // A bank of filters has neither.
      + (extractor == filters
        ? [] : [("segment.components", "\(components)"), ("segment.channels", "\(channels)")])
      + [
        ("segment.clusters", "\(clusters)"), ("segment.normalization", normalization),
        ("segment.epsilon", "\(epsilon)"),
        ("segment.swap-red-and-blue", "\(swapsRedAndBlue)"),
      ]
  }

  /// The first key with another value; nil if weights can be exchanged.
  package func difference(from other: ModelSettings) -> (key: String, value: String, other: String)? {
    zip(keys, other.keys).first { $0 != $1 }.map { ($0.key, $0.value, $1.value) }
  }

  /// The architecture of decoded settings; nil if they are none of a pipeline file.
  package var architecture: Architecture? {
    var settings = SegmentSettings()
    guard let extractor = SegmentSettings.Extractor(rawValue: extractor),
      let normalization = SegmentSettings.ResponseNormalization(rawValue: normalization),
      (1...16).contains(components), (1...256).contains(channels), (1...256).contains(clusters),
      (1e-12...1).contains(epsilon)
    else { return nil }
    (settings.extractor, settings.normalization) = (extractor, normalization)
    (settings.components, settings.channels, settings.clusters) = (components, channels, clusters)
    settings.epsilon = epsilon
    return settings.architecture
  }
}

/// Weights from before a run, from which every shot starts.
package struct PretrainedWeights: Equatable, Sendable {
  package let state: NetworkState
  /// Whether they stay as they are: frames are only labeled.
  package let isFrozen: Bool

  /// - Parameters:
  ///   - state: the weights, of the settings' architecture.
  ///   - isFrozen: whether nothing is trained.
  package init(_ state: NetworkState, isFrozen: Bool) {
    self.state = state
    self.isFrozen = isFrozen
  }
}
