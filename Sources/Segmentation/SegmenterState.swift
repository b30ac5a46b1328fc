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
    var shots: ShotMemory<SelfTrainingSegmenter.Shot>
    var clusterEpochs: Int
    var drawings: Int
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
    return (0..<Int.max / 2).contains(clusterEpochs) && (0..<Int.max / 2).contains(drawings) && shots.isConsistent
      && shots.allSatisfy { (0..<clusterEpochs).contains($0.clusterEpoch) }
      && states.allSatisfy { $0.isConsistent(with: settings.architecture) }
      && shots.allSatisfy { $0.labels.isConsistent(with: settings, for: size) }
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
