import Imaging
import Randomness

/// A texture that can be sampled between pixels, so that its true motion is known.
struct Texture {
  /// Added to the phases: textures of different seeds have nothing in common.
  var seed: Double = 0

  /// 0…1. The waves are 7 to 60 pixels long, in all directions.
  func value(_ x: Double, _ y: Double) -> Double {
    var sum = 0.0
    for k in 0..<9 {
      let angle = 2.4 * Double(k) + seed
      let length = 7.0 * (1 + 0.85 * Double(k))
      sum += sine((x * cosine(angle) + y * sine(angle)) / length * 6.283 + 1.7 * Double(k) * (seed + 1))
    }
    return 0.5 + sum / 18
  }

  private func cosine(_ angle: Double) -> Double { sine(angle + .pi / 2) }

  /// Bhaskara's approximation, the same on every platform.
  private func sine(_ angle: Double) -> Double {
    let turns = angle / (2 * .pi)
    let phase = (turns - turns.rounded(.down)) * 2 * .pi
    let half = phase < .pi ? phase : phase - .pi
    let bow = half * (.pi - half)
    return (phase < .pi ? 1 : -1) * 16 * bow / (5 * .pi * .pi - 4 * bow)
  }
}

/// Tiles of random gray with hard edges: two of different seeds can not be taken for each other.
struct Mosaic {
  var seed: Int
  /// The side of a tile in pixels.
  private let side = 6

  /// 0…1
  func value(_ x: Int, _ y: Int) -> Double {
    let (column, row) = (Int((Double(x) / Double(side)).rounded(.down)), Int((Double(y) / Double(side)).rounded(.down)))
    var random = SplitMix64(seed: UInt64(bitPattern: Int64(column &* 1009 &+ row &* 100_003 &+ seed &* 10_000_019)))
    return Double.random(in: 0...1, using: &random)
  }
}

extension Picture {
  /// Draws a gray picture; `value` is asked for each pixel's brightness, 0…1.
  init(_ size: PictureSize, _ value: (_ x: Int, _ y: Int) -> Double) {
    self.init(size: size, filledWith: RGBColor(red: 0, green: 0, blue: 0))
    for y in 0..<size.height {
      for x in 0..<size.width {
        let gray = UInt8(max(0, min(255, (255 * value(x, y)).rounded())))
        self[x, y] = RGBColor(red: gray, green: gray, blue: gray)
      }
    }
  }

  /// The texture moved by (dx, dy) pixels to the right and down.
  static func texture(_ size: PictureSize, movedBy dx: Double = 0, _ dy: Double = 0, brighterBy light: Double = 0)
    -> Picture
  {
    let texture = Texture()
    return Picture(size) { x, y in 0.8 * texture.value(Double(x) - dx, Double(y) - dy) + light }
  }
}
