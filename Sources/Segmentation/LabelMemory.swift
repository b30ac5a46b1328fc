import Imaging
import Motion

/// The constraint on continuity in time: a point of the scene keeps its cluster until the network has disagreed with it
/// for longer than it agreed.
///
/// Every pixel holds a cluster and a trust in it, in seconds, and both travel with the motion of the picture. While the
/// network says the same, trust grows to at most `patience`; while it says something else, trust shrinks, and where it is
/// used up the pixel changes over, with a little trust to begin with. Flicker so dies out, whereas what has really changed
/// is believed within `patience`.
package struct LabelMemory: Equatable, Sendable, Codable {
  /// What is believed of the last frame.
  package private(set) var clusters: LabelMap
  private var trust: [Float]

  /// The trust in a cluster that has just replaced another, as a share of `patience`: without any, two clusters that are
  /// equally good would take turns.
  private static let initialTrust: Float = 0.25

  /// Starts with the clusters of a shot's first frame.
  package init(_ clusters: LabelMap) {
    self.clusters = clusters
    trust = [Float](repeating: 0, count: clusters.size.count)
  }

  /// Whether it can go on with maps of the given size and so many clusters: not so with everything that can be read.
  func isConsistent(for size: Size, clusterCount: Int) -> Bool {
    clusters.size == size && clusters.labels.allSatisfy { Int($0) < clusterCount } && trust.count == size.count
      && trust.allSatisfy { $0.isFinite && $0 >= 0 }
  }

  /// Calls what is believed of the last frame by other names, without a change of trust.
  package mutating func rename(_ clusters: LabelMap) {
    precondition(clusters.size == self.clusters.size)
    self.clusters = clusters
  }

  /// What is believed of a frame.
  ///
  /// - Parameters:
  ///   - observed: the clusters that the network gives the frame, after the superpixels' vote.
  ///   - continuation: where every pixel was, and how long ago; its `source` must not be nil.
  ///   - patience: seconds, > 0.
  ///   - smallest: regions of fewer pixels join a neighbour.
  package mutating func settle(
    _ observed: LabelMap, _ continuation: Continuation, patience: Double, smallest: Int
  ) -> LabelMap {
    guard let source = continuation.source, source.count == clusters.labels.count else {
      self = LabelMemory(observed)
      return observed
    }
    let step = Float(continuation.seconds)
    let limit = Float(patience)
    var carried = observed.labels
    var carriedTrust = [Float](repeating: 0, count: carried.count)
    for n in carried.indices where source[n] >= 0 {
      let before = Int(source[n])
      if clusters.labels[before] == observed.labels[n] {
        carriedTrust[n] = min(trust[before] + step, limit)
      } else if trust[before] >= step {
        carried[n] = clusters.labels[before]
        carriedTrust[n] = trust[before] - step
      } else {
        carriedTrust[n] = limit * Self.initialTrust
      }
    }
    // What is carried pixel by pixel frays: its borders are straightened before it is carried on.
    let settled = LabelMap(size: observed.size, labels: carried).smoothed(radius: 1).absorbingRegions(under: smallest)
    clusters = settled
    trust = carriedTrust
    return settled
  }
}
