import Foundation

/// The weights of ``RegionModel``'s cost.
package struct MergeParameters: Hashable, Sendable {
  /// w: how much a squared difference of motion of one (pixel a frame)² counts beside one of appearance, ≥ 0.
  package var motionWeight: Float = 100
  /// s₀ of ρ, (pixels a frame)²: larger differences of motion count hardly more, > 0.
  package var motionSaturation: Float = 9
  /// c: a difference of appearance counts up to 1 + c times less between regions that move alike, and not as the camera,
  /// ≥ 0.
  package var commonFate: Float = 3
  /// m₀, (pixels a frame)²: how much regions must move for ``commonFate`` to count in full, > 0.
  package var commonMotion: Float = 2
  /// Where the lives of regions are compared, not their parts in a few frames: how much dearer a union is of two of which
  /// one moves and the other does not, ≥ 0 (``MotionComparison/contrast``).
  package var movementContrast: Float = 0
  /// The same for two of which one goes on to the rim of the picture and the other does not, ≥ 0 (``Enclosure``).
  package var enclosureContrast: Float = 0
  /// γ: the exponent of the border, 0…1. At 1 the cost is Mumford and Shah's λ; less makes small regions dearer.
  package var borderExponent: Float = 0.7
  /// The difference of appearance at which a border within a frame counts half: of two ways to divide a picture, people
  /// draw the one along edges (after geodesic active contours). > 0.
  package var edgeScale: Float = 5
  /// How long a border in time is for each pixel that two regions share along the motion.
  package var temporalLength: Float = 0.5

  package init() {}

  /// Lᵞ.
  func border(_ length: Float) -> Float { pow(max(length, 1e-6), borderExponent) }
}
