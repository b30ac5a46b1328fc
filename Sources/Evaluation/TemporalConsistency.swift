import Imaging
import Motion
import Parallelism

/// The fraction of pixels whose label equals that of the same point in the previous frame, by optical flow.
///
/// The flow between two frames is computed once and also used for long-term tracking.
package struct TemporalConsistency: Sendable {
  private let search: DenseInverseSearch
  private var earlier: (pyramid: GrayPyramid, labels: LabelMap)?
  /// For each frame except the first, the fraction of tracked points that kept their label; 1 if none was tracked.
  package private(set) var shares: [Double] = []
  /// That of the last frame; nil for the first frame, and if no point could be tracked.
  package private(set) var lastShare: Double?
  private var long: LongConsistency?

  package init(workers: Workers) { search = DenseInverseSearch(workers: workers) }

  /// - Parameter picture: as large as `labels`, and as those before.
  package mutating func add(_ picture: Picture, _ labels: LabelMap) {
    let pyramid = GrayPyramid(picture)
    if let earlier {
      let backward = search.flow(from: pyramid, to: earlier.pyramid)
      let forward = search.flow(from: earlier.pyramid, to: pyramid)
      lastShare = Self.share(of: labels, earlier: earlier.labels, backward: backward, forward: forward)
      shares.append(lastShare ?? 1)
      long?.add(labels, forward: forward, backward: backward)
    } else {
      long = LongConsistency(first: labels)
    }
    earlier = (pyramid, labels)
  }

  /// The mean over the frames; 1 for a single one.
  package var mean: Double { shares.isEmpty ? 1 : shares.reduce(0, +) / Double(shares.count) }

  /// The value of the worst frame; 1 for a single frame.
  package var worst: Double { shares.min() ?? 1 }

  /// The fraction of points tracked over 25 frames with the same label at both ends, 0…1; nil if there are none.
  package var over25Frames: Double? { long?.share }

  /// The fraction for one frame; nil if no point could be tracked.
  ///
  /// `backward` maps a pixel to the nearest pixel of the earlier frame, clamped to its edge. It counts if `forward`
  /// returns to less than one pixel from its start.
  package static func share(
    of labels: LabelMap, earlier: LabelMap, backward: FlowField, forward: FlowField
  ) -> Double? {
    let size = labels.size
    precondition(earlier.size == size && backward.size == size && forward.size == size, "all must have one size")
    var followed = 0
    var kept = 0
    for y in 0..<size.height {
      for x in 0..<size.width {
        let n = y * size.width + x
        let source =
          nearest(y, backward.dy[n], below: size.height) * size.width + nearest(x, backward.dx[n], below: size.width)
        let (dx, dy) = (backward.dx[n] + forward.dx[source], backward.dy[n] + forward.dy[source])
        guard dx * dx + dy * dy < 1 else { continue }
        followed += 1
        if earlier.labels[source] == labels.labels[n] { kept += 1 }
      }
    }
    return followed == 0 ? nil : Double(kept) / Double(followed)
  }

  /// The pixel nearest to `position + step`, rounding halves to even, within `0..<limit`.
  private static func nearest(_ position: Int, _ step: Float, below limit: Int) -> Int {
    let target = (Double(position) + Double(step)).rounded(.toNearestOrEven)
    return Int(max(0, min(target, Double(limit - 1))))
  }
}
