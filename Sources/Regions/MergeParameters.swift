import Foundation

/// The weights of ``RegionModel``'s cost.
package struct MergeParameters: Hashable, Sendable {
  /// w: the weight of a squared motion difference of one (pixel per frame)² relative to appearance, ≥ 0.
  package var motionWeight: Float = 100
  /// s₀ of ρ, (pixels per frame)²: motion differences saturate above it, > 0.
  package var motionSaturation: Float = 9
  /// The share of a region's pixels, 0…1, up to which those without known motion count as at rest in a frame. For whole
  /// regions, not parts of a few frames.
  package var restingShare: Float = 0
  /// c: a difference of appearance counts up to 1 + c times less between regions with common motion relative to the
  /// camera, ≥ 0.
  package var commonFate: Float = 3
  /// m₀, (pixels per frame)²: the motion at which ``commonFate`` counts in full, > 0.
  package var commonMotion: Float = 2
  /// μ. For whole regions, not parts of a few frames: the additional cost of a union if one region moves and the other
  /// does not, ≥ 0 (``MotionComparison/contrast``).
  package var movementContrast: Float = 0
  /// ε: the additional cost of a union if one region extends along the picture border and the other does not, ≥ 0
  /// (``BoundaryConnectivity``).
  package var boundaryContrast: Float = 0
  /// γ: the exponent of the border length, 0…1. At 1 the cost is Mumford and Shah's λ; less makes small regions more
  /// expensive.
  package var borderExponent: Float = 0.7
  /// The appearance difference at which a border within a frame counts half, > 0. People prefer borders along contours
  /// (after geodesic active contours).
  package var edgeScale: Float = 5
  /// The length of a temporal border per pixel shared along the motion, in pixel sides, ≥ 0. More than one: what follows the
  /// motion is the same surface, what is adjacent need not be.
  package var temporalLength: Float = 2

  package init() {}

  /// Lᵞ.
  func border(_ length: Float) -> Float { pow(max(length, 1e-6), borderExponent) }
}
