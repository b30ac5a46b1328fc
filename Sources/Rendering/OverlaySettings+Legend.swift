import Imaging

extension OverlaySettings {
  /// Draws the names of the tracks that are in the frame into the upper left corner, each with the colors of its tracks.
  /// Names that have no room are omitted; a frame without named tracks has no legend.
  ///
  /// - Parameters:
  ///   - names: by track ID.
  ///   - left: the picture column of column 0 of `trackIDs`.
  func drawLegend(
    of trackIDs: LabelMap, _ names: [UInt16: String], _ palette: Palette, on picture: inout Picture, left: Int
  ) {
    let present = trackIDs.areas().map(\.label).filter { names[$0] != nil }
    guard !present.isEmpty else { return }
    var rows: [(name: String, colors: [RGBColor])] = []
    for track in present {
      guard let name = names[track] else { continue }
      let color = palette.color(of: track)
      if let row = rows.firstIndex(where: { $0.name == name }) {
        if !rows[row].colors.contains(color), rows[row].colors.count < Self.maxSwatches {
          rows[row].colors.append(color)
        }
      } else {
        rows.append((name, [color]))
      }
    }
    let scale = Numeral.scale(forHeight: trackIDs.size.height)
    let (line, margin) = (11 * scale, 4 * scale)
    rows = Array(rows.prefix(max(0, (trackIDs.size.height - 3 * margin) / line)))
    guard !rows.isEmpty else { return }
    let swatches = 9 * scale * (rows.map(\.colors.count).max() ?? 1) + margin
    let available = trackIDs.size.width - 4 * margin - swatches
    let letterings = rows.map { row in
      Lettering(String(row.name.prefix(max(0, available / (6 * scale)))))
    }
    let width = swatches + scale * (letterings.map(\.width).max() ?? 0)
    picture.dim(
      x: left + margin, y: margin, width: width + 2 * margin, height: rows.count * line + margin)
    for (place, row) in rows.enumerated() {
      let y = 2 * margin + place * line - scale
      for (swatch, color) in row.colors.enumerated() {
        picture.fill(
          x: left + 2 * margin + 9 * scale * swatch, y: y, width: 7 * scale, height: 7 * scale, with: color)
      }
      letterings[place].draw(
        on: &picture, x: left + 2 * margin + swatches, y: y, scale: scale,
        color: RGBColor(red: 250, green: 250, blue: 250))
    }
  }

  private static let maxSwatches = 4
}

extension Picture {
  /// Darkens a rectangle to a quarter, as far as it is in the picture.
  fileprivate mutating func dim(x: Int, y: Int, width: Int, height: Int) {
    for row in max(0, y)..<max(0, y, min(size.height, y + height)) {
      for column in max(0, x)..<max(0, x, min(size.width, x + width)) {
        let color = self[column, row]
        self[column, row] = RGBColor(red: color.red / 4, green: color.green / 4, blue: color.blue / 4)
      }
    }
  }
}
