import Imaging
import Superpixels

/// What colors each cluster of a shot has: by them something new is told from what the network takes it for.
///
/// A network that has not learned a thing yet gives it the cluster of whatever it resembles most. So every cluster
/// remembers the mean and the variance of its superpixels in CIELAB, and a superpixel that lies far outside is given the
/// cluster whose colors it has. Where none has them, and the place is large enough, a cluster that was not in use is
/// born; training then teaches the network what it looks like.
package struct GaussianAppearanceModel: Equatable, Sendable, Codable {
  private struct Gaussian: Equatable, Sendable, Codable {
    var mean: SIMD3<Float>
    var variance: SIMD3<Float>

    /// Squared, in standard deviations, as if the channels were independent (after Mahalanobis).
    func distance(_ color: SIMD3<Float>) -> Float {
      let difference = color - mean
      return (difference * difference / (variance + GaussianAppearanceModel.tolerance)).sum()
    }
  }

  /// By cluster; nil for one that is not in use.
  private var models: [Gaussian?]

  /// Added to every variance: superpixels of one thing differ by so much anyway. CIELAB units, squared.
  private static let tolerance: Float = 16
  /// Beyond this squared distance a superpixel does not belong to its cluster.
  private static let misfit: Float = 25
  /// Within this one it belongs to another.
  private static let fit: Float = 9
  /// How much of each frame's colors goes into a cluster's.
  private static let rate: Float = 0.05

  /// None is born while so many are to be seen.
  private let maxClusters: Int
  /// How many clusters the last frame had.
  private var visible = 0

  /// - Parameters:
  ///   - clusterCount: q.
  ///   - maxClusters: how many clusters a frame may have before none is born any more; nil: all.
  package init(clusterCount: Int, maxClusters: Int? = nil) {
    self.maxClusters = maxClusters ?? clusterCount
    models = Array(repeating: nil, count: clusterCount)
  }

  /// Whether it can go on with so many clusters: not so with everything that can be read.
  func isConsistent(clusterCount: Int, maxClusters: Int?) -> Bool {
    func areFinite(_ values: SIMD3<Float>) -> Bool { (0..<3).allSatisfy { values[$0].isFinite } }
    return models.count == clusterCount && self.maxClusters == maxClusters ?? clusterCount
      && (0...clusterCount).contains(visible)
      && models.allSatisfy { model in
        model.map { areFinite($0.mean) && areFinite($0.variance) && $0.variance.min() >= 0 } ?? true
      }
  }

  /// Clusters in use.
  package var count: Int { models.count { $0 != nil } }

  /// The network's clusters, put right where the colors contradict them.
  ///
  /// - Parameters:
  ///   - voted: one cluster for all pixels of a superpixel.
  ///   - minArea: a place needs so many pixels for a cluster to be born.
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

  /// Learns from the clusters that a frame has got.
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
