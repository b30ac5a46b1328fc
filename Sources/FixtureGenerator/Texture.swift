import Foundation
import Imaging
import Randomness

/// A point or a direction in the plane, in pixels, y downwards.
typealias Point = SIMD2<Double>
/// Red, green and blue, 0 … 255.
typealias Shade = SIMD3<Double>

/// The texture of an object: a pattern between two shades of one hue with a soft grain.
///
/// It is a function of the object's own coordinates, so that it moves and rotates with the object.
struct Texture {
  var dark: Shade
  var light: Shade
  var pattern: Pattern
  /// The amplitude of the grain, in levels of 255.
  var grain: Double

  /// The grain's cell size, in pixels.
  static let grainCell = 2.5

  init(_ dark: UInt32, _ light: UInt32, _ pattern: Pattern, grain: Double) {
    self.dark = Shade(hex: dark)
    self.light = Shade(hex: light)
    self.pattern = pattern
    self.grain = grain
  }

  func shade(at point: Point) -> Shade {
    let base = dark + (light - dark) * pattern.value(at: point)
    let noise = Noise.value(at: point / Self.grainCell, seed: Recipe.seed)
    return base + Shade(repeating: grain * (2 * noise - 1))
  }

  /// The middle shade, which represents the texture in the truth's palette.
  var mean: RGBColor { ((dark + light) / 2).color }
}

/// A function of the plane with values 0 … 1 and soft edges.
enum Pattern {
  /// Clouds, with cells of this size.
  case noise(cell: Point)
  /// Bars across the x axis.
  case stripes(period: Double)
  case checks(side: Double)
  /// Discs on a square lattice.
  case dots(spacing: Double, radius: Double)

  func value(at point: Point) -> Double {
    switch self {
    case .noise(let cell):
      let coarse = Noise.value(at: point / cell, seed: Recipe.seed &+ 1)
      let fine = Noise.value(at: 2 * point / cell, seed: Recipe.seed &+ 2)
      return (2 * coarse + fine) / 3
    case .stripes(let period):
      return Self.soft(sin(2 * .pi * point.x / period))
    case .checks(let side):
      return Self.soft(2 * sin(.pi * point.x / side) * sin(.pi * point.y / side))
    case .dots(let spacing, let radius):
      let cell = point / spacing
      let fromCenter = (cell - cell.rounded(.toNearestOrEven)) * spacing
      return Self.soft(radius - fromCenter.length)
    }
  }

  /// 0 below −1, 1 above 1, smooth in between.
  private static func soft(_ x: Double) -> Double {
    let t = min(1, max(0, (x + 1) / 2))
    return t * t * (3 - 2 * t)
  }
}

/// Value noise: random numbers at integer points, smoothly interpolated.
enum Noise {
  /// 0 … 1; the features are about one unit wide.
  static func value(at point: Point, seed: UInt64) -> Double {
    let corner = point.rounded(.down)
    let (x, y) = (Int(corner.x), Int(corner.y))
    let t = point - corner
    let s = t * t * (3 - 2 * t)
    let top = number(x, y, seed) * (1 - s.x) + number(x + 1, y, seed) * s.x
    let bottom = number(x, y + 1, seed) * (1 - s.x) + number(x + 1, y + 1, seed) * s.x
    return top * (1 - s.y) + bottom * s.y
  }

  /// The random number of a whole point.
  private static func number(_ x: Int, _ y: Int, _ seed: UInt64) -> Double {
    var bits = seed &* SplitMix64.increment
    bits &+= UInt64(bitPattern: Int64(x)) &* 0xbf58_476d_1ce4_e5b9
    bits &+= UInt64(bitPattern: Int64(y)) &* 0x94d0_49bb_1331_11eb
    return Double(SplitMix64.mixed(bits) >> 11) / Double(1 << 53)
  }
}

extension SIMD2<Double> {
  var length: Double { (x * x + y * y).squareRoot() }
}

extension SIMD3<Double> {
  /// From `0xRRGGBB`.
  init(hex: UInt32) {
    self.init(Double(hex >> 16 & 255), Double(hex >> 8 & 255), Double(hex & 255))
  }

  var color: RGBColor {
    let levels = clamped(lowerBound: Self(repeating: 0), upperBound: Self(repeating: 255)).rounded(.toNearestOrEven)
    return RGBColor(red: UInt8(levels.x), green: UInt8(levels.y), blue: UInt8(levels.z))
  }
}
