import Imaging

/// How a terminal shows a picture.
package enum TerminalGraphics: String, Sendable, CaseIterable {
  /// The graphics protocol of kitty.
  case kitty
  /// The graphics of DEC terminals.
  case sixel
  /// Characters: each shows two pixels, in its own and in its background color.
  case blocks

  /// The picture as control sequences, with a line end. A picture of blocks has one character for each column, and one
  /// for every two rows.
  package func text(of picture: Picture) -> String {
    switch self {
    case .kitty: KittyGraphics.text(of: picture)
    case .sixel: SixelGraphics.text(of: picture)
    case .blocks: HalfBlocks.text(of: picture)
    }
  }
}

/// Half blocks: the upper half of a character in the color of one row, its background in that of the next.
enum HalfBlocks {
  static func text(of picture: Picture) -> String {
    let size = picture.size
    var text = ""
    for y in stride(from: 0, to: size.height, by: 2) {
      var colors: (upper: RGBColor, lower: RGBColor?)?
      for x in 0..<size.width {
        let upper = picture[x, y]
        let lower = y + 1 < size.height ? picture[x, y + 1] : nil
        // Unchanged colors are not repeated.
        if colors == nil || colors?.upper != upper { text += "\u{1B}[38;2;\(upper.red);\(upper.green);\(upper.blue)m" }
        if let lower, colors == nil || colors?.lower != lower {
          text += "\u{1B}[48;2;\(lower.red);\(lower.green);\(lower.blue)m"
        }
        colors = (upper, lower)
        text += "▀"
      }
      text += "\u{1B}[0m\n"
    }
    return text
  }
}
