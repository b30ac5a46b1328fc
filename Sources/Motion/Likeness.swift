import Imaging

/// Whether a frame is so much like an earlier one, at half of the size, that there is certainly no cut between them.
///
/// A frame is explained by flow in one direction without a check. The flow is found from coarse to fine and ends at the first level
/// that explains enough. A coarse flow can bend less, so what it explains is alike all the more. A static picture needs no flow.
struct Likeness {
  private let earlier, later: GrayPyramid

  /// In a very small picture flow finds a similar point for everything.
  private static let minSide = 64
  /// The fraction of pixels, 0…1, that must have nearly the luma of their point in the earlier picture.
  private static let minShare = 0.6
  /// The tolerance of a point's luma difference, 0…255, beyond the global change of luma.
  private static let tolerance: Float = 6
  /// The most that the mean difference of luma from that of their points may be, by the mean difference from the mean luma of the
  /// picture. It is about 1 for different pictures, also for two dark ones, of which all pixels are nearly alike.
  private static let maxDifference = 0.25

  /// - Parameters:
  ///   - earlier: from half of the size on.
  ///   - later: from half of the size on; as large.
  init(from earlier: GrayPyramid, to later: GrayPyramid) {
    (self.earlier, self.later) = (earlier, later)
  }

  /// Whether the pictures are certainly of one shot.
  func isCertain(by search: DenseInverseSearch) -> Bool {
    let size = later.size
    guard earlier.size == size, min(size.width, size.height) >= Self.minSide else { return false }
    let coarsest = later.levels.count - 1
    if isExplained(by: FlowField(zero: later.levels[coarsest].size), ofLevel: coarsest) { return true }
    return search.refine(from: later, to: earlier) { flow, level in isExplained(by: flow, ofLevel: level) }
  }

  /// - Parameter level: whose size the flow has; a pixel takes the nearest displacement.
  private func isExplained(by flow: FlowField, ofLevel level: Int) -> Bool {
    let changes = changes(by: flow, ofLevel: level)
    let median = RoundedMedian.of(changes)
    let alike = changes.reduce(0) { $0 + (abs($1 - median) <= Self.tolerance ? 1 : 0) }
    guard Double(alike) >= Self.minShare * Double(later.luma.count) else { return false }
    let change = changes.reduce(0) { $0 + Double(abs($1 - median)) } / Double(max(1, changes.count))
    return change <= Self.maxDifference * contrast
  }

  /// The mean difference from the mean luma of the picture.
  private var contrast: Double {
    let count = Double(max(1, later.luma.count))
    let mean = later.luma.reduce(0) { $0 + Double($1) } / count
    return later.luma.reduce(0) { $0 + abs(Double($1) - mean) } / count
  }

  /// The luma of each pixel less that of its point; without those whose point is outside.
  private func changes(by flow: FlowField, ofLevel level: Int) -> [Float] {
    let size = later.size
    let scale = Float(1 << level)
    return [Float](unsafeUninitializedCapacity: size.count) { changes, count in
      // SAFETY: a target is inside the picture, and there is at most one change for each pixel.
      later.luma.withUnsafeBufferPointer { new in
        earlier.luma.withUnsafeBufferPointer { old in
          for y in 0..<size.height {
            let row = (y >> level) * flow.size.width
            for x in 0..<size.width {
              let n = row + (x >> level)
              let (dx, dy) = (scale * flow.dx[n], scale * flow.dy[n])
              guard let place = size.index(nearestTo: Float(x) + dx, Float(y) + dy) else { continue }
              changes[count] = new[y * size.width + x] - old[place]
              count += 1
            }
          }
        }
      }
    }
  }
}
