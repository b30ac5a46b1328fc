import Foundation

/// The outline of an object in its own coordinates, the center at 0.
enum Shape {
  case ellipse(radii: Point)
  /// The corners in order; it may be concave.
  case polygon([Point])
  /// The area between two contours; nil: unbounded. For the regions of a background.
  case band(top: Contour?, bottom: Contour?)

  static func disc(radius: Double) -> Shape { .ellipse(radii: Point(radius, radius)) }

  /// A regular polygon with one corner at the top.
  static func regular(corners: Int, radius: Double) -> Shape {
    .polygon((0..<corners).map { corner(at: Double($0) / Double(corners), radius: radius) })
  }

  static func square(side: Double) -> Shape {
    let half = side / 2
    return .polygon([Point(-half, -half), Point(half, -half), Point(half, half), Point(-half, half)])
  }

  static func rhombus(radii: Point) -> Shape {
    .polygon([Point(0, -radii.y), Point(radii.x, 0), Point(0, radii.y), Point(-radii.x, 0)])
  }

  static func star(points: Int, outer: Double, inner: Double) -> Shape {
    .polygon(
      (0..<2 * points).map {
        corner(at: Double($0) / Double(2 * points), radius: $0.isMultiple(of: 2) ? outer : inner)
      })
  }

  func contains(_ point: Point) -> Bool {
    switch self {
    case .ellipse(let radii):
      return (point / radii).length < 1
    case .polygon(let corners):
      // Even–odd rule: counts the edges that a ray to the right crosses.
      var isInside = false
      var a = corners[corners.count - 1]
      for b in corners {
        if (a.y > point.y) != (b.y > point.y), point.x < a.x + (b.x - a.x) * (point.y - a.y) / (b.y - a.y) {
          isInside.toggle()
        }
        a = b
      }
      return isInside
    case .band(let top, let bottom):
      return (top.map { point.y >= $0.y(at: point.x) } ?? true) && (bottom.map { point.y < $0.y(at: point.x) } ?? true)
    }
  }

  /// - Parameter turn: clockwise from the top, 0 … 1.
  private static func corner(at turn: Double, radius: Double) -> Point {
    Point(sin(2 * .pi * turn), -cos(2 * .pi * turn)) * radius
  }
}

/// A wavy line from left to right.
struct Contour {
  var level: Double
  var amplitude = 0.0
  var wavelength = 1.0

  func y(at x: Double) -> Double {
    let phase = 2 * .pi * x / wavelength
    return level + amplitude * (0.7 * sin(phase) + 0.3 * sin(2.3 * phase + 1))
  }
}
