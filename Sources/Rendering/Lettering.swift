import Foundation
import Imaging

/// A line of text in capital letters (``Glyph``). Accents are dropped; a character without a glyph is a box.
struct Lettering {
  private let glyphs: [[UInt8]]

  init(_ text: String) {
    // Decomposed, an accent is a scalar of its own.
    glyphs = text.uppercased().decomposedStringWithCanonicalMapping.unicodeScalars.compactMap { scalar in
      switch scalar.properties.generalCategory {
      case .nonspacingMark, .format: nil
      default: Glyph.rows(of: Character(scalar)) ?? Glyph.box
      }
    }
  }

  /// In squares, without a margin.
  var width: Int { max(0, (Glyph.width + 1) * glyphs.count - 1) }

  /// - Parameters:
  ///   - x, y: the upper left corner. What is outside of the picture is not drawn.
  ///   - scale: the side of a square in pixels, ≥ 1.
  func draw(on picture: inout Picture, x: Int, y: Int, scale: Int, color: RGBColor) {
    for (place, glyph) in glyphs.enumerated() {
      for (row, squares) in glyph.enumerated() {
        for column in 0..<Glyph.width where squares >> (Glyph.width - 1 - column) & 1 == 1 {
          picture.fill(
            x: x + ((Glyph.width + 1) * place + column) * scale, y: y + row * scale, width: scale, height: scale,
            with: color)
        }
      }
    }
  }
}

extension Picture {
  /// Fills a rectangle, as far as it is in the picture.
  mutating func fill(x: Int, y: Int, width: Int, height: Int, with color: RGBColor) {
    for row in max(0, y)..<max(0, y, min(size.height, y + height)) {
      for column in max(0, x)..<max(0, x, min(size.width, x + width)) { self[column, row] = color }
    }
  }
}
