import Imaging
import Motion

/// The fraction of points tracked by optical flow over 25 frames that have the same label at both ends.
///
/// A grid of points starts in every twelfth frame. A point moves by the flow at its nearest pixel and keeps its
/// sub-pixel position. At most three grids are tracked at a time.
package struct LongConsistency: Sendable {
  /// The number of frames over which a point is tracked.
  static let span = 25
  /// Points start in the frames whose index is a multiple of this.
  static let interval = 12
  /// The grid spacing, and the distance of the first point from the upper and left edge, in pixels.
  static let spacing = 4
  static let margin = 2

  private struct Point {
    var x, y: Double
    /// At the start.
    let label: UInt16
  }

  private struct Bundle {
    /// The index of the frame.
    let start: Int
    var points: [Point]
  }

  private var bundles: [Bundle] = []
  /// The number of frames added.
  private var frames = 0
  private var followed = 0
  private var kept = 0

  /// - Parameter labels: of the first frame.
  package init(first labels: LabelMap) {
    startBundle(in: labels)
    frames = 1
  }

  /// Adds the next frame.
  /// - Parameters:
  ///   - labels: as large as those before.
  ///   - forward: from the previous frame to this one, as large as `labels`.
  ///   - backward: from this frame to the previous one, as large as `labels`.
  package mutating func add(_ labels: LabelMap, forward: FlowField, backward: FlowField) {
    let size = labels.size
    precondition(forward.size == size && backward.size == size, "all must have one size")
    for n in bundles.indices {
      bundles[n].points = bundles[n].points.compactMap { Self.moved($0, forward: forward, backward: backward) }
    }
    // The oldest bundle is the first.
    if let oldest = bundles.first, oldest.start + Self.span == frames {
      bundles.removeFirst()
      followed += oldest.points.count
      kept += oldest.points.count { labels.labels[Self.pixel(x: $0.x, y: $0.y, in: size)] == $0.label }
    }
    if frames % Self.interval == 0 { startBundle(in: labels) }
    frames += 1
  }

  /// 0…1; nil if no point was tracked to its end, as in a video of less than 26 frames.
  package var share: Double? { followed == 0 ? nil : Double(kept) / Double(followed) }

  /// Starts the points of the frame whose index is `frames`.
  private mutating func startBundle(in labels: LabelMap) {
    var points: [Point] = []
    for y in stride(from: Self.margin, to: labels.size.height, by: Self.spacing) {
      for x in stride(from: Self.margin, to: labels.size.width, by: Self.spacing) {
        points.append(Point(x: Double(x), y: Double(y), label: labels[x, y]))
      }
    }
    bundles.append(Bundle(start: frames, points: points))
  }

  /// The point in the next frame; nil if it leaves the frame, or if `backward` does not return to less than one pixel
  /// from its start.
  private static func moved(_ point: Point, forward: FlowField, backward: FlowField) -> Point? {
    let size = forward.size
    let source = pixel(x: point.x, y: point.y, in: size)
    let (x, y) = (point.x + Double(forward.dx[source]), point.y + Double(forward.dy[source]))
    guard x >= 0, x <= Double(size.width - 1), y >= 0, y <= Double(size.height - 1) else { return nil }
    let target = pixel(x: x, y: y, in: size)
    let dx = x + Double(backward.dx[target]) - point.x
    let dy = y + Double(backward.dy[target]) - point.y
    return dx * dx + dy * dy < 1 ? Point(x: x, y: y, label: point.label) : nil
  }

  /// The index of the pixel nearest to a place in the frame, rounding halves to even.
  private static func pixel(x: Double, y: Double, in size: PictureSize) -> Int {
    Int(y.rounded(.toNearestOrEven)) * size.width + Int(x.rounded(.toNearestOrEven))
  }
}
