/// A map of 481×321 pixels and 100 channels, which kernels process in strips that fit the cache.
enum UsualMap {
  static let pixels = 481 * 321
  static let channels = 100

  static func values() -> [Float] { HostileValues.random(pixels * channels, seed: 1) }

  /// Strips of the length that the network uses.
  static let strips = stride(from: 0, to: pixels, by: 1024).map { Strip(pixels: $0..<min($0 + 1024, pixels)) }

  struct Strip {
    let pixels: Range<Int>
    /// The pixels' values in the map.
    var values: Range<Int> { (pixels.lowerBound * channels)..<(pixels.upperBound * channels) }
  }
}
