import Evaluation
import Foundation
import Imaging
import Media
import Rendering

/// Figure 2: a row for each still with its labels by each method, every label in its own color.
struct ExampleSheet {
  /// The maximum number of stills, evenly spaced.
  static let rows = 6
  private static let gap = 10

  let titles: [String]
  /// For each still its picture and the colored label maps, all of the same size.
  private let cells: [[Picture]]

  /// Draws the best settings of the baselines, by average precision at 0.5, and every network.
  ///
  /// - Throws: `MediaError`, `ReproductionError` for unreadable files.
  init(_ comparison: Comparison, stills: [DataSet.Still], store: LabelStore) throws {
    let columns = comparison.methods.flatMap { judged -> [(String, Setting)] in
      let best = judged.best(by: \.averagePrecision50)?.name
      let method = judged.method
      return method.settings.filter { method.isProposed || $0.name == best }.map { setting in
        (
          method.isProposed
            ? "\(method.title), \(method.letters) = \(setting.label)" : "\(method.title) \(setting.label)", setting
        )
      }
    }
    titles = ["still"] + columns.map(\.0)
    cells = try stills.spread(Self.rows).map { still in
      let picture = try PictureImage.read(path: still.path)
      return try [picture]
        + columns.map { _, setting in
          Self.colored(try store.read(still, setting, size: picture.size), over: picture)
        }
    }
  }

  /// Colors the labels by the palette; large labels get the most distinct colors.
  private static func colored(_ partition: Partition, over picture: Picture) -> Picture {
    let areas = partition.areas
    var trackIDs = [UInt16](repeating: 0, count: areas.count)
    let order = areas.indices.sorted { (areas[$1], $0) < (areas[$0], $1) }
    for (place, segment) in order.enumerated() { trackIDs[segment] = UInt16(place % 255 + 1) }
    let map = LabelMap(size: partition.size, labels: partition.numbers.map { trackIDs[Int($0)] })
    return OverlaySettings(opacity: 1, outlines: false).render(picture, trackIDs: map)
  }

  /// All cells on white; a column is as wide as its widest still, a row as high as its still.
  private func sheet() -> (picture: Picture, centers: [Int]) {
    let width = cells.map { $0[0].size.width }.max() ?? 1
    let heights = cells.map { $0[0].size.height }
    let columns = titles.count
    let size = PictureSize(
      width: columns * width + (columns - 1) * Self.gap,
      height: max(1, heights.reduce(0, +) + max(0, heights.count - 1) * Self.gap))
    var picture = Picture(size: size, filledWith: RGBColor(red: 255, green: 255, blue: 255))
    var top = 0
    for row in cells {
      for (column, cell) in row.enumerated() {
        let left = column * (width + Self.gap) + (width - cell.size.width) / 2
        for y in 0..<cell.size.height {
          let start = 3 * ((top + y) * size.width + left)
          let line = 3 * y * cell.size.width
          picture.bytes.replaceSubrange(
            start..<start + 3 * cell.size.width, with: cell.bytes[line..<line + 3 * cell.size.width])
        }
      }
      top += row[0].size.height + Self.gap
    }
    return (picture, (0..<columns).map { $0 * (width + Self.gap) + width / 2 })
  }

  /// - Throws: `ReproductionError.gnuplotFailed`.
  func png(_ gnuplot: Gnuplot) throws(ReproductionError) -> [UInt8] {
    let (picture, centers) = sheet()
    // About 240 pixels per column are sufficient and keep the page small.
    let scale = min(1, 240 * Double(titles.count) / Double(picture.size.width))
    let values =
      "width = \(picture.size.width)\nheight = \(picture.size.height)\nscale = \(scale)\ncolumns = \(titles.count)\n"
      + Gnuplot.array("titles", titles)
      + "array centers[\(centers.count)] = [\(centers.map { "\($0)" }.joined(separator: ", "))]\n"
    return try gnuplot.draw(
      script(PackageResources.figure_2_gp),
      on: .png(
        width: Int((Double(picture.size.width) * scale).rounded()) + 16,
        height: Int((Double(picture.size.height) * scale).rounded()) + 42),
      values: values, data: ["sheet.rgb": Data(picture.bytes)])
  }
}
