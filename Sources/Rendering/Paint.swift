import Imaging

/// A color prepared for blending, `(picture · share + color) >> 16`, and the line color.
struct Paint {
  /// The weight of the picture, 0…65536.
  private let share: UInt32
  /// The color times its weight, plus one half.
  private let red, green, blue: UInt32
  /// The color of border lines.
  let line: RGBColor

  /// Leaves the picture unchanged.
  static let none = Paint(
    fill: RGBColor(red: 0, green: 0, blue: 0), opacity: 0, line: RGBColor(red: 160, green: 160, blue: 160))

  /// - Parameters:
  ///   - opacity: of the fill, 0…1.
  ///   - line: the color of the region.
  init(fill: RGBColor, opacity: Double, line: RGBColor) {
    let own = UInt32((opacity * 65536).rounded())
    share = 65536 - own
    red = UInt32(fill.red) * own + 32768
    green = UInt32(fill.green) * own + 32768
    blue = UInt32(fill.blue) * own + 32768
    self.line = Self.lineColor(line)
  }

  /// Blends the fill over one pixel.
  ///
  /// - Parameters:
  ///   - from: three bytes to read.
  ///   - to: three bytes to write.
  @inline(__always)
  func fill(_ from: UnsafePointer<UInt8>, _ to: UnsafeMutablePointer<UInt8>) {
    // SAFETY: the caller's pointers have three bytes each; share + own is 65536, so no sum exceeds 255 · 65536 +
    // 32768.
    to[0] = UInt8(truncatingIfNeeded: (UInt32(from[0]) &* share &+ red) &>> 16)
    to[1] = UInt8(truncatingIfNeeded: (UInt32(from[1]) &* share &+ green) &>> 16)
    to[2] = UInt8(truncatingIfNeeded: (UInt32(from[2]) &* share &+ blue) &>> 16)
  }

  /// Darkens one pixel, and draws the line over it.
  ///
  /// - Parameter ink: coverage in units of 1/256.
  @inline(__always)
  func drawLine(_ ink: BorderLine.Ink, _ to: UnsafeMutablePointer<UInt8>) {
    // SAFETY: the caller's pointer has three bytes; weights of at most 256 keep every value in 0…255.
    to[0] = Self.inked(to[0], line.red, ink)
    to[1] = Self.inked(to[1], line.green, ink)
    to[2] = Self.inked(to[2], line.blue, ink)
  }

  @inline(__always)
  private static func inked(_ value: UInt8, _ line: UInt8, _ ink: BorderLine.Ink) -> UInt8 {
    let shaded = (UInt32(value) &* (256 &- UInt32(ink.shade))) &>> 8
    return UInt8(truncatingIfNeeded: (shaded &* (256 &- UInt32(ink.line)) &+ UInt32(line) &* UInt32(ink.line)) &>> 8)
  }

  /// The same hue with more chroma, brightened if dark, so that the line is visible on its own color.
  private static func lineColor(_ color: RGBColor) -> RGBColor {
    let largest = Double(max(color.red, color.green, color.blue, 1))
    let brightness = max(largest, min(0.4 * largest + 165, 255))
    func channel(_ value: UInt8) -> UInt8 {
      UInt8(max(0, brightness * (1 - 1.4 * (1 - Double(value) / largest))).rounded())
    }
    return RGBColor(red: channel(color.red), green: channel(color.green), blue: channel(color.blue))
  }
}
