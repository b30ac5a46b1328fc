import Imaging

/// A smooth line along the borders of regions, in the color of the region on each side, with a thin dark edge that
/// separates it from bright areas.
///
/// The distance of a pixel from the border is estimated by the number of pixels of its own region in a disc around
/// it: half of them at a straight border, all at the disc's radius. This averages the steps of the pixel grid, so the
/// line is anti-aliased.
struct BorderLine {
  /// The coverage of a pixel, in units of 1/256: first the dark edge, then the line.
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

  /// The width of the dark edge on each side, in pixels, for lines of width 3 or more; thinner lines have less.
  private static let edge = 0.8
  /// The opacity of the dark edge, 0…1.
  private static let darkness = 0.5

  /// - Parameters:
  ///   - width: of the line on both sides of a border together, pixels, > 0.
  ///   - size: of the map.
  init(width: Double, in size: PictureSize) {
    let edge = Self.edge * min(1, max(0.6, width / 3))
    let radius = max(2.3, width / 2 + edge + 0.6)
    reach = Int(radius)
    // Wide lines sample every nth pixel of the disc, so that the time per pixel is bounded.
    let spacing = (reach + 5) / 6
    let side = stride(from: 0, through: reach, by: spacing).flatMap { $0 == 0 ? [0] : [-$0, $0] }.sorted()
    offsets = side.flatMap { y in
      side.compactMap { x in Double(x * x + y * y) <= radius * radius ? (x: x, y: y) : nil }
    }
    steps = offsets.map { $0.y * size.width + $0.x }

    func ink(_ distance: Double) -> Ink {
      func covered(_ width: Double) -> Double { min(max(width / 2 - distance + 0.5, 0), 1) }
      return Ink(
        shade: UInt16((256 * Self.darkness * covered(width + 2 * edge)).rounded()),
        line: UInt16((256 * covered(width)).rounded()))
    }
    let count = offsets.count
    let disc = (Double(count * spacing * spacing) / Double.pi).squareRoot()
    // The fraction of a disc on one side of a line at distance t from its center grows with the chord length, which
    // is integrated in thin strips over all pixels.
    var inks = [Ink](repeating: Ink(), count: count + 1)
    let strips = 512
    var (share, filled) = (0.5, count / 2)
    for place in 0...filled { inks[place] = ink(0) }
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
