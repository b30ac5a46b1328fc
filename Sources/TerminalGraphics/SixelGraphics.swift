import Imaging

/// Sixel graphics: bands of six rows, drawn once for each of their colors. The colors are a grid of 6 × 7 × 6 (red, green, blue),
/// with ordered dithering.
enum SixelGraphics {
  private static let levels = SIMD3(6, 7, 6)
  /// Bayer's matrix of thresholds, in sixteenths.
  private static let thresholds = [0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5]

  static func text(of picture: Picture) -> String {
    let size = picture.size
    let colors = indices(of: picture)
    // 0;1: pixels that are not drawn keep the background. The size follows, with square pixels.
    var text = "\u{1B}P0;1;0q\"1;1;\(size.width);\(size.height)"
    for color in Set(colors).sorted() { text += "#\(color);2;" + percentages(of: color) }
    for top in stride(from: 0, to: size.height, by: 6) {
      let rows = top..<min(top + 6, size.height)
      var columns: [Int: [UInt8]] = [:]
      for y in rows {
        for x in 0..<size.width {
          columns[colors[y * size.width + x], default: [UInt8](repeating: 0, count: size.width)][x] |=
            1 << UInt8(y - top)
        }
      }
      for (color, bits) in columns.sorted(by: { $0.key < $1.key }) { text += "#\(color)" + runs(of: bits) + "$" }
      text += "-"
    }
    return text + "\u{1B}\\\n"
  }

  /// The color of every pixel in the grid.
  private static func indices(of picture: Picture) -> [Int] {
    let width = picture.size.width
    return (0..<picture.size.count).map { n in
      let threshold = 2 * thresholds[n / width % 4 * 4 + n % width % 4] + 1
      func level(_ channel: Int) -> Int {
        let steps = levels[channel] - 1
        return (Int(picture.bytes[3 * n + channel]) * steps * 32 + 255 * threshold) / (255 * 32)
      }
      return (min(level(0), 5) * 7 + min(level(1), 6)) * 6 + min(level(2), 5)
    }
  }

  /// Red, green and blue in percent.
  private static func percentages(of color: Int) -> String {
    "\(color / 42 * 100 / 5);\(color / 6 % 7 * 100 / 6);\(color % 6 * 100 / 5)"
  }

  /// The bits of every column as characters, runs of four or more with their length.
  private static func runs(of bits: [UInt8]) -> String {
    var text = ""
    var x = 0
    while x < bits.count {
      var end = x + 1
      while end < bits.count, bits[end] == bits[x] { end += 1 }
      let character = String(UnicodeScalar(63 + bits[x]))
      text += end - x < 4 ? String(repeating: character, count: end - x) : "!\(end - x)\(character)"
      x = end
    }
    return text
  }
}
