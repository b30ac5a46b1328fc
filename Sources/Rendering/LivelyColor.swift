import Imaging

/// A color that stays visible over a picture: not too dark, too light or too gray.
struct LivelyColor {
  let color: RGBColor
  let lab: Lab

  /// All candidates: a grid in RGB, 15 levels apart, restricted to lively colors.
  static let all: [LivelyColor] = {
    let levels: [UInt8] = stride(from: 0, through: 255, by: 15).map { UInt8($0) }
    return levels.flatMap { red in
      levels.flatMap { green in
        levels.compactMap { blue in
          let color = RGBColor(red: red, green: green, blue: blue)
          let lab = Lab(color)
          return lightness.contains(lab.lightness) && chroma.contains(lab.chroma)
            ? LivelyColor(color: color, lab: lab) : nil
        }
      }
    }
  }()

  private static let lightness: ClosedRange<Float> = 42...88
  private static let chroma: ClosedRange<Float> = 40...92

  /// The wanted color for a region's mean color: the same hue, more chroma, and a lightness in the readable range
  /// that preserves the order of lightness.
  static func wanted(for mean: Lab) -> Lab {
    let chroma = mean.chroma
    let livelier = min(max(1.8 * chroma, chroma + 26), 85)
    // Gray has no hue: any closest candidate is used.
    let factor = chroma > 0.5 ? livelier / chroma : 1
    return Lab(lightness: 44 + 0.38 * mean.lightness, a: factor * mean.a, b: factor * mean.b)
  }
}

extension Lab {
  /// The distance from gray, 0…134 in sRGB.
  var chroma: Float { (a * a + b * b).squareRoot() }

  /// The distance in CIELAB: ΔE of 1976 if the weight of lightness is 1.
  func distance(to other: Lab, lightnessWeight: Float = 1) -> Float {
    let (l, a, b) = (lightnessWeight * (lightness - other.lightness), a - other.a, b - other.b)
    return (l * l + a * a + b * b).squareRoot()
  }
}
