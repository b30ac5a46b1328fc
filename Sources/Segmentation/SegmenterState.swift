import Imaging
import Motion
import Training

/// A method's state that later frames depend on, besides its settings; saved in checkpoints.
package enum SegmenterState: Equatable, Sendable, Codable {
  case network(Network)
  case kmeans(KMeans)
  case graph(Graph)

  package struct Network: Equatable, Sendable, Codable {
    var current: NetworkState?
    var shots: ShotMemory<ConvolutionalSegmenter.Shot>
    var clusterEpochs: Int
  }

  package struct KMeans: Equatable, Sendable, Codable {
    var shots: ShotMemory<KMeansSegmenter.Shot>
    var clusterEpochs: Int
  }

  package struct Graph: Equatable, Sendable, Codable {
    var clusterEpochs: Int
  }

  /// Validates decoded state for these settings and pictures of the given size.
  package func isConsistent(with settings: SegmentSettings, for size: PictureSize) -> Bool {
    switch (self, settings.method) {
    case (.network(let state), .cnn): state.isConsistent(with: settings, for: size)
    case (.kmeans(let state), .kmeans): state.isConsistent(with: settings.kmeans)
    case (.graph(let state), .graph): (0..<Int.max / 2).contains(state.clusterEpochs)
    case (.network, _), (.kmeans, _), (.graph, _): false
    }
  }
}

extension SegmenterState.Network {
  fileprivate func isConsistent(with settings: SegmentSettings, for size: PictureSize) -> Bool {
    let states = [current].compactMap(\.self) + shots.compactMap(\.state)
    return (0..<Int.max / 2).contains(clusterEpochs) && shots.isConsistent
      && shots.allSatisfy { (0..<clusterEpochs).contains($0.clusterEpoch) }
      && states.allSatisfy { $0.isConsistent(with: settings.architecture) }
      && shots.allSatisfy { shot in
        shot.memory?.isConsistent(for: size, clusterCount: settings.clusters) ?? true
          && shot.colors.isConsistent(clusterCount: settings.clusters, maxClusters: settings.labelLimit)
          && shot.merges.isConsistent(clusterCount: settings.clusters)
      }
  }
}

extension SegmenterState.KMeans {
  fileprivate func isConsistent(with settings: KMeansSettings) -> Bool {
    (0..<Int.max / 2).contains(clusterEpochs) && shots.isConsistent
      && shots.allSatisfy { (0..<clusterEpochs).contains($0.clusterEpoch) }
      && shots.allSatisfy {
        $0.centers.isConsistent(dimensions: 3 * settings.window * settings.window, maxCount: settings.clusters)
      }
  }
}

extension ConvolutionalSegmenter {
  package var state: SegmenterState {
    .network(.init(current: network?.state ?? restored, shots: shots, clusterEpochs: clusterEpochs))
  }

  package mutating func goOn(from state: SegmenterState) throws(SegmentationError) {
    guard case .network(let state) = state else { throw .otherState }
    if let current = state.current, let network { network.replace(current) } else { restored = state.current }
    shots = state.shots
    clusterEpochs = state.clusterEpochs
  }
}

extension KMeansSegmenter {
  package var state: SegmenterState { .kmeans(.init(shots: shots, clusterEpochs: clusterEpochs)) }

  package mutating func goOn(from state: SegmenterState) throws(SegmentationError) {
    guard case .kmeans(let state) = state else { throw .otherState }
    shots = state.shots
    clusterEpochs = state.clusterEpochs
  }
}

extension GraphSegmenter {
  package var state: SegmenterState { .graph(.init(clusterEpochs: clusterEpochs)) }

  package mutating func goOn(from state: SegmenterState) throws(SegmentationError) {
    guard case .graph(let state) = state else { throw .otherState }
    clusterEpochs = state.clusterEpochs
  }
}
