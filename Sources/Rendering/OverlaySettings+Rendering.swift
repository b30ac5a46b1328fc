import Imaging
import Parallelism

extension OverlaySettings {
  /// The output size for an input size.
  package func size(for picture: PictureSize) -> PictureSize {
    style == .sideBySide ? PictureSize(width: 2 * picture.width, height: picture.height) : picture
  }

  /// The line width for a picture height, in pixels: 1.5 up to 360 rows, 2 at 480, 3 at 720, 4.5 at 1080.
  package func outlineWidth(forHeight height: Int) -> Double {
    outlineWidth.map { Double(min(max($0, 1), 64)) } ?? min(max(Double(height) / 240, 1.5), 64)
  }

  /// Draws the tracks over the picture. Pixels with track ID 0, "no label", are unchanged.
  ///
  /// - Parameter names: of tracks, for the legend.
  /// - Returns: a picture of the size ``size(for:)``.
  /// - Precondition: `picture` and `trackIDs` have the same size.
  package func render(
    _ picture: Picture, trackIDs: LabelMap, palette: Palette = .standard, names: [UInt16: String] = [:],
    workers: Workers = Workers(count: 1)
  ) -> Picture {
    let size = picture.size
    precondition(trackIDs.size == size, "track IDs are \(trackIDs.size), the picture is \(size)")
    let paints = paints(of: picture, trackIDs, palette)
    let line = outlines || style == .outlines ? BorderLine(width: outlineWidth(forHeight: size.height), in: size) : nil
    let full = self.size(for: size)
    let bandHeight = 32
    let bytes = [UInt8](unsafeUninitializedCapacity: 3 * full.count) { target, initialized in
      // SAFETY: the buffers hold 3 × size.count bytes, size.count track IDs, a paint for every track that occurs and
      // 3 × full.count bytes. The bands are disjoint and cover all rows; forEach returns before the buffers are
      // released.
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
    if legend { drawLegend(of: trackIDs, names, palette, on: &drawn, left: full.width - size.width) }
    return drawn
  }

  /// A paint for every label from 0 to the largest.
  private func paints(of picture: Picture, _ trackIDs: LabelMap, _ palette: Palette) -> [Paint] {
    let labels = trackIDs.areas().map(\.label)
    let opacity = opacity > 0 ? min(opacity, 1) : 0
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
