/// A smooth path through given points: piecewise cubic without overshoot, so that it is constant between two equal
/// keys.
struct Trajectory {
  struct Key {
    var clock: Double
    var position: Point
  }

  private let keys: [Key]
  private let velocities: [Point]

  /// - Parameter keys: the clock in frames, ascending, and the position; at least one. Outside of them it is
  ///   constant.
  init(_ keys: [(clock: Double, x: Double, y: Double)]) {
    let keys = keys.map { Key(clock: $0.clock, position: Point($0.x, $0.y)) }
    self.keys = keys
    let slopes = zip(keys, keys.dropFirst()).map { ($1.position - $0.position) / ($1.clock - $0.clock) }
    velocities = keys.indices.map { n in
      guard let first = slopes.first, let last = slopes.last else { return Point() }
      return n == 0 ? first : n == slopes.count ? last : Self.harmonicMean(slopes[n - 1], slopes[n])
    }
  }

  static func resting(at x: Double, _ y: Double) -> Trajectory { Trajectory([(0, x, y)]) }

  func position(at clock: Double) -> Point {
    guard let next = keys.firstIndex(where: { $0.clock > clock }) else { return keys[keys.count - 1].position }
    guard next > 0 else { return keys[0].position }
    let (a, b) = (keys[next - 1], keys[next])
    let length = b.clock - a.clock
    let t = (clock - a.clock) / length
    let u = 1 - t
    // Cubic Hermite interpolation.
    let places = a.position * (u * u * (1 + 2 * t)) + b.position * (t * t * (1 + 2 * u))
    return places + (velocities[next - 1] * (t * u * u) - velocities[next] * (t * t * u)) * length
  }

  /// By component; 0 if the slopes differ in sign, which keeps the cubic between its ends.
  private static func harmonicMean(_ a: Point, _ b: Point) -> Point {
    let product = a * b
    return Point().replacing(with: 2 * product / (a + b), where: product .> 0)
  }
}
