import Imaging
import Motion

/// The temporal smoothness constraint: a point of the scene keeps its cluster until the network has disagreed for
/// longer than it agreed.
///
/// Every pixel has a cluster and a confidence, in seconds; both move with the picture. While the network agrees,
/// confidence grows to at most `labelHysteresis`; while it disagrees, confidence falls, and at zero the pixel changes
/// its cluster with a small initial confidence. This suppresses flicker, and real changes take effect within
/// `labelHysteresis`.
package struct LabelMemory: Equatable, Sendable, Codable {
  /// The current clusters of the last frame.
  package private(set) var clusters: ClusterMap
  private var confidence: [Float]

  /// The initial confidence of a changed cluster, as a fraction of `labelHysteresis`; without it, two equally good
  /// clusters would alternate.
  private static let initialConfidence: Float = 0.25

  /// Initializes from the clusters of a shot's first frame.
  package init(_ clusters: ClusterMap) {
    self.clusters = clusters
    confidence = [Float](repeating: 0, count: clusters.size.count)
  }

  /// Validates decoded state for maps of the given size and this number of clusters.
  func isConsistent(for size: PictureSize, clusterCount: Int) -> Bool {
    clusters.size == size && clusters.labels.allSatisfy { Int($0) < clusterCount } && confidence.count == size.count
      && confidence.allSatisfy { $0.isFinite && $0 >= 0 }
  }

  /// Replaces the clusters of the last frame without changing confidence.
  package mutating func rename(_ clusters: ClusterMap) {
    precondition(clusters.size == self.clusters.size)
    self.clusters = clusters
  }

  /// Updates the memory with a frame and returns its clusters.
  ///
  /// - Parameters:
  ///   - observed: the network's clusters after the superpixel vote.
  ///   - correspondence: its `backward` must not be nil.
  ///   - labelHysteresis: seconds, > 0.
  ///   - minArea: regions of fewer pixels join a neighbor.
  package mutating func settle(
    _ observed: ClusterMap, _ correspondence: FrameCorrespondence, labelHysteresis: Double, minArea: Int
  ) -> ClusterMap {
    guard let backward = correspondence.backward, backward.count == clusters.labels.count else {
      self = LabelMemory(observed)
      return observed
    }
    let step = Float(correspondence.seconds)
    let limit = Float(labelHysteresis)
    var carried = observed.labels
    var carriedConfidence = [Float](repeating: 0, count: carried.count)
    for n in carried.indices where backward[n] >= 0 {
      let before = Int(backward[n])
      if clusters.labels[before] == observed.labels[n] {
        carriedConfidence[n] = min(confidence[before] + step, limit)
      } else if confidence[before] >= step {
        carried[n] = clusters.labels[before]
        carriedConfidence[n] = confidence[before] - step
      } else {
        carriedConfidence[n] = limit * Self.initialConfidence
      }
    }
    // Borders that are carried pixel by pixel become ragged, so they are smoothed first.
    let settled = ClusterMap(size: observed.size, labels: carried).smoothed(radius: 1).absorbingRegions(under: minArea)
    clusters = settled
    confidence = carriedConfidence
    return settled
  }
}
