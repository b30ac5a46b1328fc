import Imaging

/// One rendering of an overlay on raw rows. The caller owns every buffer.
struct Canvas {
  let size: PictureSize
  let source: UnsafePointer<UInt8>
  let labels: UnsafePointer<UInt16>
  let target: UnsafeMutablePointer<UInt8>
  /// Pixels in a row of the target.
  let targetWidth: Int
  /// Target columns left of the drawing, 0…`size.width`; they show the original picture.
  let left: Int
  /// One for each label that occurs.
  let paints: UnsafePointer<Paint>
  let line: BorderLine?

  func draw(rows: Range<Int>) {
    // SAFETY: rows, labels and the target's columns are within their buffers, as documented.
    for y in rows {
      let start = y * size.width
      let row = target + 3 * y * targetWidth
      row.update(from: source + 3 * start, count: 3 * left)
      var x = 0
      while x < size.width {
        let label = labels[start + x]
        var end = x + 1
        while end < size.width, labels[start + end] == label { end += 1 }
        let (from, to) = (source + 3 * start, row + 3 * left)
        if label == 0 {
          (to + 3 * x).update(from: from + 3 * x, count: 3 * (end - x))
        } else {
          let paint = paints[Int(label)]
          for x in x..<end { paint.fill(from + 3 * x, to + 3 * x) }
        }
        x = end
      }
    }
    if let line { draw(line, rows: rows) }
  }

  private func draw(_ line: BorderLine, rows: Range<Int>) {
    let isNear = nearBorders(rows, reach: line.reach)
    // SAFETY: the mask has one byte for each pixel of the rows, the inks one entry for each possible count. Disc
    // pixels outside the picture are clamped to the nearest pixel.
    isNear.withUnsafeBufferPointer { isNear in
      line.inks.withUnsafeBufferPointer { inks in
        line.steps.withUnsafeBufferPointer { steps in
          for y in rows {
            let start = y * size.width
            let row = target + 3 * (y * targetWidth + left)
            let isInside = y >= line.reach && y < size.height - line.reach
            for x in 0..<size.width where isNear[(y - rows.lowerBound) * size.width + x] != 0 {
              let label = labels[start + x]
              var own = 0
              if isInside, x >= line.reach, x < size.width - line.reach {
                let middle = labels + start + x
                for step in steps where middle[step] == label { own &+= 1 }
              } else {
                for offset in line.offsets where self.label(x + offset.x, y + offset.y) == label { own &+= 1 }
              }
              let ink = inks[own]
              if ink.shade != 0 { paints[Int(label)].drawLine(ink, row + 3 * x) }
            }
          }
        }
      }
    }
  }

  /// The label at a column and a row, clamped to the picture.
  private func label(_ x: Int, _ y: Int) -> UInt16 {
    labels[min(max(y, 0), size.height - 1) * size.width + min(max(x, 0), size.width - 1)]
  }

  /// For each pixel of the rows 1 if a border is at most `reach` pixels away in either direction, otherwise 0.
  ///
  /// A pixel is marked if its right or lower neighbor has another label; each mark is dilated to a square.
  private func nearBorders(_ rows: Range<Int>, reach: Int) -> [UInt8] {
    let width = size.width
    let first = max(rows.lowerBound - reach, 0)
    let last = min(rows.upperBound + reach, size.height)
    var mask = [UInt8](repeating: 0, count: rows.count * width)
    var marks = [UInt8](repeating: 0, count: width)
    var grown = [UInt8](repeating: 0, count: width)
    // SAFETY: the row below exists where it is read, the last column has no right neighbor, and shifted rows are cut
    // to the width.
    mask.withUnsafeMutableBufferPointer { mask in
      marks.withUnsafeMutableBufferPointer { marks in
        grown.withUnsafeMutableBufferPointer { grown in
          for y in first..<last {
            let row = labels + y * width
            let below = y + 1 < size.height ? row + width : row
            for x in 0..<width - 1 {
              marks[x] = (row[x] ^ row[x + 1]) | (row[x] ^ below[x]) != 0 ? 1 : 0
            }
            marks[width - 1] = row[width - 1] != below[width - 1] ? 1 : 0
            grown.update(repeating: 0)
            for shift in -reach...reach where abs(shift) < width {
              let (from, to) = (max(0, -shift), max(0, shift))
              for x in 0..<width - abs(shift) { grown[to + x] |= marks[from + x] }
            }
            for covered in (y - reach...y + reach).clamped(to: rows.lowerBound...rows.upperBound - 1) {
              let offset = (covered - rows.lowerBound) * width
              for x in 0..<width { mask[offset + x] |= grown[x] }
            }
          }
        }
      }
    }
    return mask
  }
}
