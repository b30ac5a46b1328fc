import Imaging
import Parallelism

/// How the overlay shows the tracks.
public enum OverlayStyle: String, Sendable, CaseIterable {
  /// The picture, every track tinted in its color, with lines along the borders.
  case tint
  /// The picture with lines along the borders.
  case outlines
  /// Every track filled with the mean color that its pixels have in this frame.
  case meanColor = "mean-color"
  /// The picture on the left, its tint on the right.
  case sideBySide = "side-by-side"
}

/// The picture that people look at.
package struct Overlay: Equatable, Sendable {
  package let style: OverlayStyle
  /// How much of the color a tint lays over the picture, 0 (none) … 1 (the color alone).
  package let opacity: Double
  /// Whether lines are drawn along the borders; the style of lines has them always.
  package let outlines: Bool
  /// The width of the lines in pixels, 1…64; nil for a width that suits the height.
  package let outlineWidth: Int?
  /// Whether every region that has the room has its number written on it.
  package let numbers: Bool

  /// Values out of range are taken as the nearest in range.
  package init(
    style: OverlayStyle = .tint, opacity: Double = 0.25, outlines: Bool = true, outlineWidth: Int? = nil,
    numbers: Bool = false
  ) {
    self.style = style
    self.opacity = opacity > 0 ? min(opacity, 1) : 0
    self.outlines = outlines
    self.outlineWidth = outlineWidth.map { min(max($0, 1), 64) }
    self.numbers = numbers
  }

  /// The size of what is drawn of pictures of a given size.
  package func size(for picture: Size) -> Size {
    style == .sideBySide ? Size(width: 2 * picture.width, height: picture.height) : picture
  }

  /// The width of the lines on a picture of so many rows, in pixels: 1.5 up to 360 rows, 2 at 480, 3 at 720, 4.5 at
  /// 1080.
  package func outlineWidth(forHeight height: Int) -> Double {
    outlineWidth.map { Double($0) } ?? min(max(Double(height) / 240, 1.5), 64)
  }

  /// Draws the tracks over the picture. Where the track ID is 0, "no label", the picture shows as it is.
  ///
  /// - Returns: a picture of the size ``size(for:)``.
  /// - Precondition: `picture` and `trackIDs` have the same size.
  package func render(
    _ picture: Picture, trackIDs: LabelMap, palette: Palette = .standard, workers: Workers = Workers(count: 1)
  ) -> Picture {
    let size = picture.size
    precondition(trackIDs.size == size, "track IDs of \(trackIDs.size) do not fit a picture of \(size)")
    let paints = paints(of: picture, trackIDs, palette)
    let line = outlines || style == .outlines ? BorderLine(width: outlineWidth(forHeight: size.height), in: size) : nil
    let full = self.size(for: size)
    let bandHeight = 32
    let bytes = [UInt8](unsafeUninitializedCapacity: 3 * full.count) { target, initialized in
      // SAFETY: the buffers hold 3 × size.count bytes, size.count track IDs, a paint for every track that occurs and
      // 3 × full.count bytes. A band writes its own rows only, and the bands cover all rows once; forEach returns before
      // the buffers go.
      picture.bytes.withUnsafeBufferPointer { source in
        trackIDs.labels.withUnsafeBufferPointer { labels in
          paints.withUnsafeBufferPointer { paints in
            guard let source = source.baseAddress, let labels = labels.baseAddress, let paints = paints.baseAddress,
              let target = target.baseAddress
            else { return }
            let canvas = Canvas(
              size: size, source: source, labels: labels, target: target, targetWidth: full.width,
              left: full.width - size.width, paints: paints, line: line)
            workers.forEach((size.height + bandHeight - 1) / bandHeight) { band, _ in
              canvas.draw(rows: band * bandHeight..<min((band + 1) * bandHeight, size.height))
            }
          }
        }
      }
      initialized = 3 * full.count
    }
    var drawn = Picture(size: full, bytes: bytes)
    if numbers { drawNumbers(of: trackIDs, on: &drawn, left: full.width - size.width) }
    return drawn
  }

  /// A paint for every label from 0 to the largest that occurs.
  private func paints(of picture: Picture, _ trackIDs: LabelMap, _ palette: Palette) -> [Paint] {
    let labels = trackIDs.areas().map(\.label)
    let means = style == .meanColor ? MeanColors(of: picture, trackIDs) : nil
    var paints = [Paint](repeating: .none, count: Int(labels.last ?? 0) + 1)
    for label in labels where label != 0 {
      let color = palette.color(of: label)
      paints[Int(label)] =
        switch style {
        case .tint, .sideBySide: Paint(fill: color, opacity: opacity, line: color)
        case .outlines: Paint(fill: color, opacity: 0, line: color)
        case .meanColor: Paint(fill: means?[label] ?? color, opacity: 1, line: color)
        }
    }
    return paints
  }
}
