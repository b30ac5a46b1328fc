import Imaging

/// A number in digits of 5 × 7 squares, light with a dark edge.
struct Numeral {
  /// The rows of each digit.
  private let digits: [[UInt8]]

  /// - Parameter number: ≥ 0.
  init(_ number: Int) {
    digits = String(number).compactMap(Glyph.rows)
  }

  /// The side of a square in pixels for a picture height: 1 up to 399 rows, 2 at 480, 3 at 720, 4 at 1080.
  static func scale(forHeight height: Int) -> Int { max(1, (height + 160) / 280) }

  /// The width in squares, including an edge of one square.
  private var width: Int { 6 * digits.count + 1 }
  private var height: Int { 9 }

  /// The column and row of its first pixel if it is centered on an anchor.
  private func origin(_ anchor: RegionAnchor, scale: Int) -> (x: Int, y: Int) {
    (anchor.x - width * scale / 2, anchor.y - height * scale / 2)
  }

  /// Whether all of it lies on the anchor's label.
  func fits(_ anchor: RegionAnchor, in map: LabelMap, scale: Int) -> Bool {
    let (left, top) = origin(anchor, scale: scale)
    guard left >= 0, top >= 0, left + width * scale <= map.size.width, top + height * scale <= map.size.height
    else { return false }
    return (top..<top + height * scale).allSatisfy { y in
      (left..<left + width * scale).allSatisfy { map[$0, y] == anchor.label }
    }
  }

  /// - Parameter left: the picture column of the label map's column 0.
  func draw(around anchor: RegionAnchor, on picture: inout Picture, left: Int, scale: Int) {
    let origin = origin(anchor, scale: scale)
    for row in 0..<height {
      for column in 0..<width {
        let isInk = isInk(column, row)
        guard isInk || isEdge(column, row) else { continue }
        for y in origin.y + row * scale..<origin.y + (row + 1) * scale {
          for x in left + origin.x + column * scale..<left + origin.x + (column + 1) * scale {
            picture[x, y] = isInk ? Self.ink : picture[x, y].darkened
          }
        }
      }
    }
  }

  private static let ink = RGBColor(red: 250, green: 250, blue: 250)

  /// Whether a square belongs to a digit.
  private func isInk(_ column: Int, _ row: Int) -> Bool {
    let (digit, x) = (column - 1).quotientAndRemainder(dividingBy: 6)
    guard column > 0, (1...7).contains(row), digit < digits.count, x < 5 else { return false }
    return digits[digit][row - 1] >> (4 - x) & 1 == 1
  }

  /// Whether one of the eight squares around it belongs to a digit.
  private func isEdge(_ column: Int, _ row: Int) -> Bool {
    (-1...1).contains { y in (-1...1).contains { x in isInk(column + x, row + y) } }
  }
}

extension RGBColor {
  /// A fifth of every channel.
  fileprivate var darkened: RGBColor { RGBColor(red: red / 5, green: green / 5, blue: blue / 5) }
}
