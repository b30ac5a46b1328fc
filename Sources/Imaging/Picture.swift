/// Pixels with three interleaved 8-bit channels, rows from the top, no padding between rows.
///
/// The channels are R, G, B with the transfer curve of the source (display-referred, as sRGB), full range 0…255.
public struct Picture: Equatable, Sendable {
  public let size: PictureSize
  /// `3 × size.count` bytes, R G B R G B …
  public var bytes: [UInt8]

  /// - Precondition: `bytes` holds three values per pixel.
  public init(size: PictureSize, bytes: [UInt8]) {
    precondition(
      bytes.count == 3 * size.count, "a picture of \(size) needs \(3 * size.count) bytes, not \(bytes.count)")
    self.size = size
    self.bytes = bytes
  }

  /// A picture of one color.
  public init(size: PictureSize, filledWith color: RGBColor) {
    self.size = size
    self.bytes = Array(unsafeUninitializedCapacity: 3 * size.count) { buffer, initialized in
      for n in 0..<size.count {
        buffer.initializeElement(at: 3 * n, to: color.red)
        buffer.initializeElement(at: 3 * n + 1, to: color.green)
        buffer.initializeElement(at: 3 * n + 2, to: color.blue)
      }
      initialized = 3 * size.count
    }
  }

  /// The color at column `x` of row `y`.
  public subscript(x: Int, y: Int) -> RGBColor {
    get {
      let n = 3 * (y * size.width + x)
      return RGBColor(red: bytes[n], green: bytes[n + 1], blue: bytes[n + 2])
    }
    set {
      let n = 3 * (y * size.width + x)
      bytes[n] = newValue.red
      bytes[n + 1] = newValue.green
      bytes[n + 2] = newValue.blue
    }
  }
}

/// One 8-bit RGB color.
public struct RGBColor: Hashable, Sendable {
  public var red, green, blue: UInt8

  public init(red: UInt8, green: UInt8, blue: UInt8) {
    self.red = red
    self.green = green
    self.blue = blue
  }

  /// - Parameter hex: for example `#ff8000`; nil for other texts.
  package init?(hex: String) {
    guard hex.utf8.count == 7, hex.hasPrefix("#"), hex.dropFirst().allSatisfy({ $0.isHexDigit && $0.isASCII }),
      let value = UInt32(hex.dropFirst(), radix: 16)
    else { return nil }
    self.init(red: UInt8(value >> 16 & 255), green: UInt8(value >> 8 & 255), blue: UInt8(value & 255))
  }

  /// For example `#ff8000`.
  public var hex: String {
    "#" + [red, green, blue].map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
