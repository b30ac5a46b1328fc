import Imaging

/// A smooth line along the borders of regions, in the color of the region on each side, with a thin dark margin that
/// separates it from bright areas.
///
/// The distance of a pixel from the border is estimated by the number of pixels of its own region in a disc around
/// it: half of them at a straight border, all at the disc's radius. This averages the steps of the pixel grid, so the
/// line is anti-aliased.
struct BorderLine {
  /// The coverage of a pixel, in units of 1/256: first the dark margin, then the line.
  struct Ink {
    var shade: UInt16 = 0
    var line: UInt16 = 0
  }

  /// The extent of the disc in rows and columns, pixels, ≥ 2.
  let reach: Int
  /// The pixels of the disc, relative to its center.
  let offsets: [(x: Int, y: Int)]
  /// The offsets as steps in a row-major map.
  let steps: [Int]
  /// The coverage for each number of own-region pixels in the disc, 0…`offsets.count`.
  let inks: [Ink]

  /// The width of the dark margin on each side, in pixels, for lines of width 3 or more; thinner lines have less.
  private static let margin = 0.8
  /// The opacity of the dark margin, 0…1.
  private static let darkness = 0.5

  /// - Parameters:
  ///   - width: of the line on both sides of a border together, pixels, > 0.
  ///   - size: of the map.
  init(width: Double, in size: PictureSize) {
    let margin = Self.margin * min(1, max(0.6, width / 3))
    let radius = max(2.3, width / 2 + margin + 0.6)
    reach = Int(radius)
    // Wide lines sample every nth pixel of the disc, so that the time per pixel is bounded.
    let spacing = (reach + 5) / 6
    let side = stride(from: 0, through: reach, by: spacing).flatMap { $0 == 0 ? [0] : [-$0, $0] }.sorted()
    offsets = side.flatMap { y in
      side.compactMap { x in Double(x * x + y * y) <= radius * radius ? (x: x, y: y) : nil }
    }
    steps = offsets.map { $0.y * size.width + $0.x }

    /// The coverage of a pixel at a distance from the border.
    func ink(_ distance: Double) -> Ink {
      /// The share, 0…1, of the pixel that a line of this width covers.
      func covered(_ width: Double) -> Double { min(max(width / 2 - distance + 0.5, 0), 1) }
      return Ink(
        shade: UInt16((256 * Self.darkness * covered(width + 2 * margin)).rounded()),
        line: UInt16((256 * covered(width)).rounded()))
    }
    let count = offsets.count
    let disc = (Double(count * spacing * spacing) / Double.pi).squareRoot()
    // At distance t from the border, the own region has half of the disc plus the part between its center and the
    // border. That part is the sum of thin strips, each as long as the chord at its distance. `share` is the sum so far.
    // Every number of own pixels up to `share` gets the ink of this distance.
    var inks = [Ink](repeating: Ink(), count: count + 1)
    let strips = 512
    var (share, filled) = (0.5, count / 2)
    for index in 0...filled { inks[index] = ink(0) }
    for strip in 0..<strips {
      let distance = disc * (Double(strip) + 0.5) / Double(strips)
      share += 2 * (disc * disc - distance * distance).squareRoot() * disc / Double(strips) / (Double.pi * disc * disc)
      while filled < count - 1, Double(filled + 1) <= share * Double(count) {
        filled += 1
        inks[filled] = ink(distance)
      }
    }
    self.inks = inks
  }
}
