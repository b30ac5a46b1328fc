import Foundation
import Imaging

/// Finds again what was hidden: two regions of which one ends before the other begins get a border in time, the longer,
/// the shorter the gap and the nearer the one is to where the other should be.
struct Relinking: Sendable {
  /// Frames that a gap may have.
  let maxFrames: Int32
  /// The sides of the picture, in pixels.
  let size: Size
  /// Merging looks for regions to link once no more than so many are left: small ones are too many, and too alike.
  let maxRegions: Int

  /// How long a border is beside the side of the smaller region.
  private static let strength: Float = 4
  /// A gap of so many frames makes a border 1/e as long.
  private static let gap: Float = 15
  /// The same for a distance of this share of the width.
  private static let distance: Float = 0.15

  /// The border of two regions; nil where both are in one frame, or too far apart in time or space.
  func length(between a: RegionExtent, _ b: RegionExtent) -> Float? {
    let (earlier, later) = a.last.frame < b.first.frame ? (a, b) : (b, a)
    let gap = later.first.frame - earlier.last.frame
    guard gap >= 1, gap <= maxFrames else { return nil }
    let step = later.first.center - earlier.last.center
    let distance = (step * step).sum().squareRoot()
    let length =
      Self.strength * min(a.side, b.side) * exp(-Float(gap) / Self.gap)
      * exp(-distance / (Self.distance * Float(size.width)))
    return length < 0.01 ? nil : length
  }
}

/// When and where a region begins and ends.
struct RegionExtent: Equatable, Sendable {
  var first, last: Supervoxel.Sample
  /// Pixels in all frames.
  var pixels: Float

  /// Nil for a supervoxel that is in no frame.
  init?(_ supervoxel: Supervoxel) {
    guard let first = supervoxel.samples.first, let last = supervoxel.samples.last else { return nil }
    (self.first, self.last, pixels) = (first, last, supervoxel.pixels)
  }

  /// The square root of the mean area in a frame.
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
    sum.center += (b.center - a.center) * (b.pixels / max(1, a.pixels + b.pixels))
    sum.pixels += b.pixels
    return sum
  }
}
