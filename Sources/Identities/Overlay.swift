import Imaging
import Parallelism

/// The picture that people look at: every identity tinted in its colour, its borders drawn as lines.
package struct Overlay: Equatable, Sendable {
  /// How much of the colour is laid over the picture, 0 (none) … 1 (the colour alone).
  package let opacity: Double
  /// Whether lines are drawn along the borders.
  package let outlines: Bool
  /// The width of the lines in pixels, 1…64; nil for a width that suits the height: 1 at 360 rows, 2 at 720, 3 at 1080.
  package let outlineWidth: Int?

  /// Values out of range are taken as the nearest in range.
  package init(opacity: Double = 0.5, outlines: Bool = true, outlineWidth: Int? = nil) {
    self.opacity = opacity > 0 ? min(opacity, 1) : 0
    self.outlines = outlines
    self.outlineWidth = outlineWidth.map { min(max($0, 1), 64) }
  }

  /// The width of the lines on a picture of so many rows.
  package func outlineWidth(forHeight height: Int) -> Int {
    outlineWidth ?? min(max((height + 180) / 360, 1), 64)
  }

  /// Draws the identities over the picture. Where the identity is 0, "no label", the picture shows as it is.
  ///
  /// - Precondition: `picture` and `identities` have the same size.
  package func render(
    _ picture: Picture, identities: LabelMap, palette: Palette = .standard, workers: Workers = Workers(count: 1)
  ) -> Picture {
    let size = picture.size
    precondition(identities.size == size, "identities of \(identities.size) do not fit a picture of \(size)")
    let paints = palette.colors.map { Paint($0, opacity: opacity) }
    let line = outlines ? outlineWidth(forHeight: size.height) : 0
    let bandHeight = 32
    let bytes = [UInt8](unsafeUninitializedCapacity: 3 * size.count) { target, initialized in
      // SAFETY: the three buffers hold 3 × count bytes, count identities and 3 × count bytes. A band writes its own rows
      // only, and the bands cover all rows once; forEach returns before the buffers go.
      picture.bytes.withUnsafeBufferPointer { source in
        identities.labels.withUnsafeBufferPointer { labels in
          guard let source = source.baseAddress, let labels = labels.baseAddress, let target = target.baseAddress
          else { return }
          let canvas = Canvas(size: size, source: source, labels: labels, target: target, paints: paints, line: line)
          workers.forEach((size.height + bandHeight - 1) / bandHeight) { band, _ in
            canvas.draw(rows: band * bandHeight..<min((band + 1) * bandHeight, size.height))
          }
        }
      }
      initialized = 3 * size.count
    }
    return Picture(size: size, bytes: bytes)
  }
}
