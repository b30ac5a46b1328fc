import Imaging

/// The mean color of every label around a place of the picture.
///
/// The picture is divided into square cells. The color of a label at a pixel is its mean over the pixel's cell and the
/// eight cells around it.
struct BorderColors {
  /// The side of a cell in pixels. A label within this distance of a pixel has a color there.
  static let side = 8

  private struct Sum {
    let label: UInt16
    var color = SIMD4<Float>.zero
  }

  private let columns: Int
  /// The sums of each cell over the cells around it: L*, a*, b* and the number of pixels, by ascending label.
  private let means: [[Sum]]

  init(_ map: SlotMap, _ lab: LabPlanes) {
    let (width, height) = (map.size.width, map.size.height)
    columns = (width + Self.side - 1) / Self.side
    let rows = (height + Self.side - 1) / Self.side
    var cells = [[Sum]](repeating: [], count: columns * rows)
    for y in 0..<height {
      for column in 0..<columns {
        let cell = y / Self.side * columns + column
        var index = 0
        for n in (y * width + column * Self.side)..<(y * width + min(width, (column + 1) * Self.side)) {
          let label = map.labels[n]
          if index >= cells[cell].count || cells[cell][index].label != label {
            index = cells[cell].firstIndex { $0.label == label } ?? cells[cell].count
            if index == cells[cell].count { cells[cell].append(Sum(label: label)) }
          }
          cells[cell][index].color += SIMD4(lab.lightness[n], lab.a[n], lab.b[n], 1)
        }
      }
    }
    let columns = columns
    means = cells.indices.map { cell in
      let (row, column) = (cell / columns, cell % columns)
      var sums: [Sum] = []
      for r in max(0, row - 1)...min(rows - 1, row + 1) {
        for c in max(0, column - 1)...min(columns - 1, column + 1) {
          for sum in cells[r * columns + c] {
            if let index = sums.firstIndex(where: { $0.label == sum.label }) {
              sums[index].color += sum.color
            } else {
              sums.append(sum)
            }
          }
        }
      }
      for index in sums.indices { sums[index].color /= sums[index].color.w }
      return sums
    }
  }

  /// The squared CIELAB distance of a color from a label's color at a pixel; infinite if the label is not near.
  func distance(of color: SIMD4<Float>, from label: UInt16, x: Int, y: Int) -> Float {
    for mean in means[y / Self.side * columns + x / Self.side] where mean.label == label {
      var difference = color - mean.color
      difference.w = 0
      return (difference * difference).sum()
    }
    return .infinity
  }
}
