import Imaging
import Motion
import Superpixels

/// How the clusters of a shot persist: by a memory of labels, a color model of each cluster, and merges.
///
/// It knows nothing of the model that predicts them. A value: a copy is independent.
package struct ShotLabels: Equatable, Sendable, Codable {
  /// Nil before the first frame has been segmented, and without label hysteresis.
  private(set) var memory: LabelMemory?
  private var colors: GaussianAppearanceModel
  private var merges: ClusterMerges

  init(_ settings: SegmentSettings) {
    colors = GaussianAppearanceModel(clusterCount: settings.clusters, maxClusters: settings.labelLimit)
    merges = ClusterMerges(clusterCount: settings.clusters)
  }

  /// Validates decoded state for these settings and maps of the given size.
  func isConsistent(with settings: SegmentSettings, for size: PictureSize) -> Bool {
    memory?.isConsistent(for: size, clusterCount: settings.clusters) ?? true
      && colors.isConsistent(clusterCount: settings.clusters, maxClusters: settings.labelLimit)
      && merges.isConsistent(clusterCount: settings.clusters)
  }

  /// Starts, or without a memory continues, from the clusters of a trained frame.
  ///
  /// - Parameters:
  ///   - clusters: as predicted and voted.
  ///   - superpixels: of the frame.
  ///   - colors: the mean CIELAB color of each superpixel.
  /// - Returns: the clusters of the frame: at most as many as the settings allow.
  mutating func begin(
    with clusters: ClusterMap, of superpixels: Superpixels, colors: [SIMD3<Float>], _ settings: SegmentSettings
  ) -> ClusterMap {
    // Colors are learned by the network's own clusters: a merged cluster is not available for new content.
    self.colors.learn(clusters.labels, of: superpixels, colors: colors)
    var clusters = clusters
    limit(&clusters, of: superpixels, colors: colors, settings)
    if settings.labelHysteresis > 0 { memory = LabelMemory(clusters) }
    return clusters
  }

  /// Combines the prediction for a later frame with the memory.
  ///
  /// - Parameters:
  ///   - voted: one cluster for all pixels of a superpixel.
  ///   - superpixels: of the frame.
  ///   - colors: the mean CIELAB color of each superpixel.
  ///   - correspondence: how the frame follows the one before.
  ///   - minArea: regions of fewer pixels join a neighbor.
  /// - Returns: the clusters of the frame; nil without a memory.
  mutating func follow(
    _ voted: [UInt16], of superpixels: Superpixels, colors: [SIMD3<Float>], correspondence: FrameCorrespondence,
    minArea: Int, _ settings: SegmentSettings
  ) -> ClusterMap? {
    guard var memory else { return nil }
    let corrected = self.colors.corrected(voted, of: superpixels, colors: colors, minArea: 3 * minArea)
    let observed = merges.applied(to: corrected)
    var settled = memory.settle(
      ClusterMap(size: superpixels.size, labels: observed).absorbingRegions(under: minArea), correspondence,
      labelHysteresis: settings.labelHysteresis, minArea: minArea)
    limit(&settled, of: superpixels, colors: colors, settings)
    memory.rename(settled)
    self.memory = memory
    self.colors.learn(settled.labels, of: superpixels, colors: colors)
    return settled
  }

  /// Applies earlier merges, and merges more if there are too many clusters.
  private mutating func limit(
    _ clusters: inout ClusterMap, of superpixels: Superpixels, colors: [SIMD3<Float>], _ settings: SegmentSettings
  ) {
    guard let limit = settings.labelLimit else { return }
    clusters.labels = merges.applied(to: clusters.labels)
    merges.limit(clusters.labels, of: superpixels, colors: colors, to: limit)
    clusters.labels = merges.applied(to: clusters.labels)
  }
}
