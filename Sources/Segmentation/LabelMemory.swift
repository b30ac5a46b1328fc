import Imaging
import Motion

/// The constraint on continuity in time: a point of the scene keeps its cluster until the network has disagreed with it
/// for longer than it agreed.
///
/// Every pixel holds a cluster and a confidence in it, in seconds, and both travel with the motion of the picture.
/// While the network says the same, confidence grows to at most `labelHysteresis`; while it says something else,
/// confidence shrinks, and where it is used up the pixel changes over, with a little confidence to begin with. Flicker
/// so dies out, whereas what has really changed is believed within `labelHysteresis`.
package struct LabelMemory: Equatable, Sendable, Codable {
  /// What is believed of the last frame.
  package private(set) var clusters: LabelMap
  private var confidence: [Float]

  /// The confidence in a cluster that has just replaced another, as a share of `labelHysteresis`: without any, two
  /// clusters that are equally good would take turns.
  private static let initialConfidence: Float = 0.25

  /// Starts with the clusters of a shot's first frame.
  package init(_ clusters: LabelMap) {
    self.clusters = clusters
    confidence = [Float](repeating: 0, count: clusters.size.count)
  }

  /// Whether it can go on with maps of the given size and so many clusters: not so with everything that can be read.
  func isConsistent(for size: Size, clusterCount: Int) -> Bool {
    clusters.size == size && clusters.labels.allSatisfy { Int($0) < clusterCount } && confidence.count == size.count
      && confidence.allSatisfy { $0.isFinite && $0 >= 0 }
  }

  /// Calls what is believed of the last frame by other names, without a change of confidence.
  package mutating func rename(_ clusters: LabelMap) {
    precondition(clusters.size == self.clusters.size)
    self.clusters = clusters
  }

  /// What is believed of a frame.
  ///
  /// - Parameters:
  ///   - observed: the clusters that the network gives the frame, after the superpixels' vote.
  ///   - correspondence: where every pixel was, and how long ago; its `backward` must not be nil.
  ///   - labelHysteresis: seconds, > 0.
  ///   - minArea: regions of fewer pixels join a neighbor.
  package mutating func settle(
    _ observed: LabelMap, _ correspondence: FrameCorrespondence, labelHysteresis: Double, minArea: Int
  ) -> LabelMap {
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
    // What is carried pixel by pixel frays: its borders are straightened before it is carried on.
    let settled = LabelMap(size: observed.size, labels: carried).smoothed(radius: 1).absorbingRegions(under: minArea)
    clusters = settled
    confidence = carriedConfidence
    return settled
  }
}
