import Imaging
import Motion
import Training

/// All that the next frames of a method depend on, beside its settings: what a run that was stopped goes on with.
///
/// Of the three only that of the method in use is there.
package struct SegmenterState: Equatable, Sendable, Codable {
  package struct Network: Equatable, Sendable, Codable {
    var current: NetworkState?
    var shots: [ConvolutionalSegmenter.Shot]
    var generations: Int
  }

  package struct KMeans: Equatable, Sendable, Codable {
    var shots: [KMeansSegmenter.Shot]
    var generations: Int
  }

  package struct Graph: Equatable, Sendable, Codable {
    var generations: Int
  }

  var network: Network?
  var kmeans: KMeans?
  var graph: Graph?

  package init() {}

  /// Whether a segmenter with these settings can go on from it, with pictures of the given size: not so with every state
  /// that can be read.
  package func isConsistent(with settings: SegmentSettings, for size: Size) -> Bool {
    switch settings.method {
    case .cnn: network?.isConsistent(with: settings, for: size) ?? false
    case .kmeans: kmeans?.isConsistent(with: settings.kmeans) ?? false
    case .graph: graph.map { (0..<Int.max / 2).contains($0.generations) } ?? false
    }
  }
}

extension SegmenterState.Network {
  fileprivate func isConsistent(with settings: SegmentSettings, for size: Size) -> Bool {
    let states = [current].compactMap(\.self) + shots.compactMap(\.state)
    return (0..<Int.max / 2).contains(generations) && areShots(shots.map { ($0.number, $0.generation) }, generations)
      && states.allSatisfy { $0.isConsistent(with: settings.architecture) }
      && shots.allSatisfy { shot in
        shot.memory?.isConsistent(for: size, clusterCount: settings.clusters) ?? true
          && shot.colours.isConsistent(clusterCount: settings.clusters, most: settings.mostLabels)
          && shot.merges.isConsistent(clusterCount: settings.clusters)
      }
  }
}

extension SegmenterState.KMeans {
  fileprivate func isConsistent(with settings: KMeansSettings) -> Bool {
    (0..<Int.max / 2).contains(generations) && areShots(shots.map { ($0.number, $0.generation) }, generations)
      && shots.allSatisfy {
        $0.centres.isConsistent(dimensions: 3 * settings.window * settings.window, most: settings.clusters)
      }
  }
}

private func areShots(_ shots: [(number: Int, generation: Int)], _ generations: Int) -> Bool {
  shots.count <= ShotTracker.rememberedShots && Set(shots.map(\.number)).count == shots.count
    && shots.allSatisfy { (0..<generations).contains($0.generation) }
}

extension ConvolutionalSegmenter {
  package var state: SegmenterState {
    get {
      var state = SegmenterState()
      state.network = .init(current: network?.state ?? restored, shots: shots, generations: generations)
      return state
    }
    set {
      guard let new = newValue.network else { return }
      if let current = new.current, let network { network.replace(current) } else { restored = new.current }
      shots = new.shots
      generations = new.generations
    }
  }
}

extension KMeansSegmenter {
  package var state: SegmenterState {
    get {
      var state = SegmenterState()
      state.kmeans = .init(shots: shots, generations: generations)
      return state
    }
    set {
      guard let new = newValue.kmeans else { return }
      shots = new.shots
      generations = new.generations
    }
  }
}

extension GraphSegmenter {
  package var state: SegmenterState {
    get {
      var state = SegmenterState()
      state.graph = .init(generations: generations)
      return state
    }
    set { generations = newValue.graph?.generations ?? generations }
  }
}
