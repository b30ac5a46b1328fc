import Imaging

/// A smooth line along the borders of regions, in the color of the region on either side, with a thin dark edge that parts
/// it from bright ground.
///
/// How far a pixel is from the border is told by how many pixels of a disc around it belong to its own region: half of
/// them at a straight border, all at the disc's radius. Steps of a pixel in the border are averaged that way, and the
/// line is anti-aliased.
struct BorderLine {
  /// What covers a pixel, in shares of 256: first the dark edge, then the line.
  struct Ink {
    var shade: UInt16 = 0
    var line: UInt16 = 0
  }

  /// How far the disc reaches in rows and in columns, pixels, ≥ 2.
  let reach: Int
  /// The pixels of the disc, relative to its middle.
  let offsets: [(x: Int, y: Int)]
  /// The same as steps in a row-major map.
  let steps: [Int]
  /// What covers a pixel with so many pixels of its own region in the disc, 0…`offsets.count`.
  let inks: [Ink]

  /// The width of the dark edge on each side, in pixels: that of lines 3 wide or more; thinner lines have less.
  private static let edge = 0.8
  /// How dark it is, 0…1.
  private static let darkness = 0.5

  /// - Parameters:
  ///   - width: of the line on both sides of a border together, pixels, > 0.
  ///   - size: of the map.
  init(width: Double, in size: Size) {
    let edge = Self.edge * min(1, max(0.6, width / 3))
    let radius = max(2.3, width / 2 + edge + 0.6)
    reach = Int(radius)
    // Wide lines look at every nth pixel of the disc, so that the time for a pixel is bounded.
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
    // The share of a disc on one side of a line at a distance t from its middle grows by the chord there: summed in thin
    // strips until all pixels are in it.
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
