import Imaging
import Superpixels

/// A Gaussian color model of each cluster of a shot, which detects new content that the network misclassifies.
///
/// An untrained network assigns new content to the most similar cluster. Every cluster therefore stores the mean and
/// variance of its superpixels in CIELAB. A superpixel that lies far outside is assigned to the cluster with matching
/// colors. If there is none, and the area is large enough, an unused cluster is started; training then teaches it to
/// the network.
package struct GaussianAppearanceModel: Equatable, Sendable, Codable {
  private struct Gaussian: Equatable, Sendable, Codable {
    var mean: SIMD3<Float>
    var variance: SIMD3<Float>

    /// The squared Mahalanobis distance with independent channels.
    func distance(_ color: SIMD3<Float>) -> Float {
      let difference = color - mean
      return (difference * difference / (variance + GaussianAppearanceModel.tolerance)).sum()
    }
  }

  /// By cluster; nil for an unused one.
  private var models: [Gaussian?]

  /// Added to every variance: the usual variation within an object. CIELAB units, squared.
  private static let tolerance: Float = 16
  /// Above this squared distance a superpixel does not belong to its cluster.
  private static let misfit: Float = 25
  /// Below this squared distance it belongs to another cluster.
  private static let fit: Float = 9
  /// The weight of each frame in a cluster's model.
  private static let rate: Float = 0.05

  /// No cluster is started if this many are visible.
  private let maxClusters: Int
  /// The number of clusters in the last frame.
  private var visible = 0

  /// - Parameters:
  ///   - clusterCount: q.
  ///   - maxClusters: no cluster is started above this number per frame; nil: no limit.
  package init(clusterCount: Int, maxClusters: Int? = nil) {
    self.maxClusters = maxClusters ?? clusterCount
    models = Array(repeating: nil, count: clusterCount)
  }

  /// Validates decoded state for these numbers of clusters.
  func isConsistent(clusterCount: Int, maxClusters: Int?) -> Bool {
    func areFinite(_ values: SIMD3<Float>) -> Bool { (0..<3).allSatisfy { values[$0].isFinite } }
    return models.count == clusterCount && self.maxClusters == maxClusters ?? clusterCount
      && (0...clusterCount).contains(visible)
      && models.allSatisfy { model in
        model.map { areFinite($0.mean) && areFinite($0.variance) && $0.variance.min() >= 0 } ?? true
      }
  }

  /// The number of used clusters.
  package var count: Int { models.count { $0 != nil } }

  /// The network's clusters, corrected where the colors contradict them.
  ///
  /// - Parameters:
  ///   - voted: one cluster for all pixels of a superpixel.
  ///   - minArea: the minimum number of pixels of a new cluster.
  package mutating func corrected(
    _ voted: [UInt16], of superpixels: Superpixels, colors: [SIMD3<Float>], minArea: Int
  ) -> [UInt16] {
    let unknown = UInt16(models.count)
    let clusters = (0..<superpixels.count).map { k -> UInt16 in
      let cluster = voted[Int(superpixels.pixels[Int(superpixels.offsets[k])])]
      if let model = models[Int(cluster)], model.distance(colors[k]) <= Self.misfit { return cluster }
      guard let best = nearest(colors[k]), best.distance <= Self.fit else { return unknown }
      return best.cluster
    }
    var result = superpixels.labels.map { clusters[Int($0)] }
    guard clusters.contains(unknown) else { return result }

    let regions = ConnectedComponents(result, size: superpixels.size)
    var born: [Int32: UInt16] = [:]
    for (k, cluster) in clusters.enumerated() where cluster == unknown {
      let pixels = superpixels.offsets[k]..<superpixels.offsets[k + 1]
      let region = regions.numbers[Int(superpixels.pixels[Int(pixels.lowerBound)])]
      let own: UInt16
      if let known = born[region] {
        own = known
      } else if let best = nearest(colors[k]), best.distance <= Self.fit {
        own = best.cluster
      } else if regions.areas[Int(region)] >= minArea, visible + born.count < maxClusters,
        let free = models.firstIndex(where: { $0 == nil })
      {
        models[free] = Gaussian(mean: colors[k], variance: .zero)
        own = UInt16(free)
        born[region] = own
      } else {
        let told = voted[Int(superpixels.pixels[Int(pixels.lowerBound)])]
        own = models[Int(told)] != nil ? told : nearest(colors[k])?.cluster ?? told
      }
      for place in pixels { result[Int(superpixels.pixels[Int(place)])] = own }
    }
    return result
  }

  /// Updates the models with a frame's clusters.
  package mutating func learn(_ clusters: [UInt16], of superpixels: Superpixels, colors: [SIMD3<Float>]) {
    var sums = [SIMD3<Float>](repeating: .zero, count: models.count)
    var squares = sums
    var counts = [Float](repeating: 0, count: models.count)
    var isVisible = [Bool](repeating: false, count: models.count)
    for k in 0..<superpixels.count {
      let cluster = Int(clusters[Int(superpixels.pixels[Int(superpixels.offsets[k])])])
      isVisible[cluster] = true
      if let model = models[cluster], model.distance(colors[k]) > Self.misfit { continue }
      sums[cluster] += colors[k]
      squares[cluster] += colors[k] * colors[k]
      counts[cluster] += 1
    }
    visible = isVisible.count { $0 }
    for cluster in models.indices where counts[cluster] > 0 {
      let mean = sums[cluster] / counts[cluster]
      let variance = (squares[cluster] / counts[cluster] - mean * mean).clamped(
        lowerBound: .zero, upperBound: .init(repeating: 1e4))
      if var model = models[cluster] {
        model.mean += (mean - model.mean) * Self.rate
        model.variance += (variance - model.variance) * Self.rate
        models[cluster] = model
      } else {
        models[cluster] = Gaussian(mean: mean, variance: variance)
      }
    }
  }

  private func nearest(_ color: SIMD3<Float>) -> (cluster: UInt16, distance: Float)? {
    var best: (cluster: UInt16, distance: Float)?
    for (cluster, model) in models.enumerated() {
      guard let distance = model?.distance(color), distance < best?.distance ?? .infinity else { continue }
      best = (UInt16(cluster), distance)
    }
    return best
  }
}
