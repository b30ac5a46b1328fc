import Foundation
import Imaging

/// Reconnects occluded regions: two regions of which one ends before the other begins get a temporal border. It is
/// longer for a shorter gap and a smaller distance from the expected place.
struct Relinking: Sendable {
  /// The maximum gap in frames.
  let maxFrames: Int32
  /// The sides of the picture, in pixels.
  let size: PictureSize
  /// Relinking starts when at most this many regions remain: small regions are too many, and too similar.
  let maxRegions: Int

  /// The length of a border relative to the side of the smaller region.
  private static let strength: Float = 4
  /// The gap in frames that makes a border 1/e as long.
  private static let gap: Float = 15
  /// The distance that makes a border 1/e as long, as a fraction of the width.
  private static let distance: Float = 0.15

  /// The border of two regions; nil if they share a frame, or are too far apart in time or space.
  func length(between a: RegionExtent, _ b: RegionExtent) -> Float? {
    let (earlier, later) = a.last.frame < b.first.frame ? (a, b) : (b, a)
    let gap = later.first.frame - earlier.last.frame
    guard gap >= 1, gap <= maxFrames else { return nil }
    let step = later.first.centroid - earlier.last.centroid
    let distance = (step * step).sum().squareRoot()
    let length =
      Self.strength * min(a.side, b.side) * exp(-Float(gap) / Self.gap)
      * exp(-distance / (Self.distance * Float(size.width)))
    return length < 0.01 ? nil : length
  }
}

/// The first and last appearance of a region.
struct RegionExtent: Equatable, Sendable {
  var first, last: Supervoxel.Sample
  /// Pixels in all frames.
  var pixels: Float

  /// Nil for a supervoxel without frames.
  init?(_ supervoxel: Supervoxel) {
    guard let first = supervoxel.samples.first, let last = supervoxel.samples.last else { return nil }
    (self.first, self.last, pixels) = (first, last, supervoxel.pixels)
  }

  /// The square root of the mean area per frame.
  var side: Float { (pixels / Float(last.frame - first.frame + 1)).squareRoot() }

  static func union(_ a: RegionExtent?, _ b: RegionExtent?) -> RegionExtent? {
    guard var result = a, let b else { return a ?? b }
    result.pixels += b.pixels
    result.first = Self.outer(result.first, b.first) { $0 < $1 }
    result.last = Self.outer(result.last, b.last) { $0 > $1 }
    return result
  }

  private static func outer(
    _ a: Supervoxel.Sample, _ b: Supervoxel.Sample, _ isOuter: (Int32, Int32) -> Bool
  ) -> Supervoxel.Sample {
    if a.frame != b.frame { return isOuter(a.frame, b.frame) ? a : b }
    var sum = a
    sum.centroid += (b.centroid - a.centroid) * (b.pixels / max(1, a.pixels + b.pixels))
    sum.pixels += b.pixels
    return sum
  }
}
