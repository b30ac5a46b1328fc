import Imaging

/// The mean color of every label around a place of the picture.
///
/// The picture is divided into square cells. The color of a label at a pixel is its mean over the pixel's cell and the
/// eight cells around it.
struct BorderColors {
  /// The side of a cell in pixels. A label within this distance of a pixel has a color there.
  static let side = 8

  /// L*, a*, b* and the number of pixels: sums or means.
  private typealias LabelColor = (label: UInt16, color: SIMD4<Float>)

  private let columns: Int
  private let means: CellLists

  /// Lists of label colors, one for each cell, in one array.
  private struct CellLists {
    private(set) var entries: [LabelColor] = []
    /// The end of each cell's list.
    private var ends: [Int] = []

    subscript(cell: Int) -> Range<Int> { (cell > 0 ? ends[cell - 1] : 0)..<ends[cell] }

    /// Adds a color to the list of the cell that is being filled.
    mutating func add(_ color: SIMD4<Float>, label: UInt16) {
      for index in (ends.last ?? 0)..<entries.count where entries[index].label == label {
        entries[index].color += color
        return
      }
      entries.append((label, color))
    }

    mutating func endCell() { ends.append(entries.count) }

    /// Divides the sums of the cell that is being filled by their numbers of pixels.
    mutating func average() {
      for index in (ends.last ?? 0)..<entries.count { entries[index].color /= entries[index].color.w }
    }
  }

  init(_ map: SlotMap, _ lab: LabPlanes) {
    let (width, height) = (map.size.width, map.size.height)
    columns = (width + Self.side - 1) / Self.side
    let rows = (height + Self.side - 1) / Self.side
    var sums = CellLists()
    for row in 0..<rows {
      for column in 0..<columns {
        for y in (row * Self.side)..<min(height, (row + 1) * Self.side) {
          let line = (y * width + column * Self.side)..<(y * width + min(width, (column + 1) * Self.side))
          Self.addRuns(of: map.labels, lab, line, to: &sums)
        }
        sums.endCell()
      }
    }
    var means = CellLists()
    for row in 0..<rows {
      for column in 0..<columns {
        for r in max(0, row - 1)...min(rows - 1, row + 1) {
          for c in max(0, column - 1)...min(columns - 1, column + 1) {
            for index in sums[r * columns + c] {
              means.add(sums.entries[index].color, label: sums.entries[index].label)
            }
          }
        }
        means.average()
        means.endCell()
      }
    }
    self.means = means
  }

  /// Adds a line of pixels, one run of equal labels at a time.
  private static func addRuns(of labels: [UInt16], _ lab: LabPlanes, _ line: Range<Int>, to sums: inout CellLists) {
    var label = labels[line.lowerBound]
    var sum = SIMD4<Float>.zero
    for n in line {
      if labels[n] != label {
        sums.add(sum, label: label)
        (label, sum) = (labels[n], .zero)
      }
      sum += SIMD4(lab.lightness[n], lab.a[n], lab.b[n], 1)
    }
    sums.add(sum, label: label)
  }

  /// The squared CIELAB distance of a color from a label's color at a pixel; infinite if the label is not near.
  func distance(of color: SIMD4<Float>, from label: UInt16, x: Int, y: Int) -> Float {
    for index in means[y / Self.side * columns + x / Self.side] where means.entries[index].label == label {
      var difference = color - means.entries[index].color
      difference.w = 0
      return (difference * difference).sum()
    }
    return .infinity
  }
}
