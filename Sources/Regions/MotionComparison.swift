/// Compares the motion of two regions in their common frames, after subtracting the camera motion.
struct MotionComparison: Equatable, Sendable {
  /// Σ_t h_t · ρ(‖v_a(t) − v_b(t)‖²), with ρ(s) = s / (1 + s/s₀).
  private(set) var divergence: Float = 0
  /// Σ_t h_t.
  private var weight: Float = 0
  /// Σ_t h_t · ‖v_a(t) − v_b(t)‖².
  private var difference: Float = 0
  /// Σ_t h_t · v_a(t)·v_b(t). Flow noise averages out.
  private var product: Float = 0
  /// Σ_t h_t · (min(1, ‖v_a(t)‖²) − min(1, ‖v_b(t)‖²)).
  private var movement: Float = 0

  /// - Parameter saturation: s₀, (pixels per frame)².
  @inline(__always)
  mutating func add(_ a: RegionModel.Motion, _ b: RegionModel.Motion, saturation: Float) {
    guard a.pixels > 0, b.pixels > 0 else { return }
    let harmonic = a.pixels * b.pixels / (a.pixels + b.pixels)
    let step = a.velocity - b.velocity
    let square = (step * step).sum()
    divergence += harmonic * square / (1 + square / saturation)
    weight += harmonic
    difference += harmonic * square
    product += harmonic * (a.velocity * b.velocity).sum()
    movement += harmonic * (min(1, (a.velocity * a.velocity).sum()) - min(1, (b.velocity * b.velocity).sum()))
  }

  /// 0…1: 1 if one region always moves by a pixel per frame or more, and the other never does. Parts that move
  /// occasionally, such as limbs, differ less over their lifetime than in a frame.
  var contrast: Float { weight > 0 ? abs(movement) / weight : 0 }

  /// φ, 0…1: the law of common fate (Wertheimer, "Untersuchungen zur Lehre von der Gestalt II", 1923).
  ///
  /// max(0, 2r − 1) · min(1, m / m₀), where m = Σ h_t v_a·v_b / Σ h_t is the amount of common motion, and r = 2 Σ h_t
  /// v_a·v_b / Σ h_t (‖v_a‖² + ‖v_b‖²), −1…1, its agreement. For two regions at rest it is 0: no motion is no
  /// evidence.
  ///
  /// - Parameter motion: m₀, (pixels per frame)².
  func commonFate(from motion: Float) -> Float {
    guard product > 0, weight > 0 else { return 0 }
    let agreement = 2 * product / (difference + 2 * product)
    return max(0, 2 * agreement - 1) * min(1, product / weight / motion)
  }
}
