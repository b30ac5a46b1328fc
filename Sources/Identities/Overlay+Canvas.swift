import Imaging

/// A palette colour prepared for blending: `(picture · share + color) >> 16`.
struct Paint {
  /// The picture's share, 0…65536.
  let share: UInt32
  /// The colour times its own share, plus one half.
  let red, green, blue: UInt32
  /// The colour of the lines along its borders: its own where nothing is tinted, the darker the stronger the tint.
  let line: Color

  init(_ color: Color, opacity: Double) {
    let own = UInt32((opacity * 65536).rounded())
    share = 65536 - own
    red = UInt32(color.red) * own + 32768
    green = UInt32(color.green) * own + 32768
    blue = UInt32(color.blue) * own + 32768
    // A dark line parts two tints best, but is lost on a dark picture that has no tint.
    let strength = max(0.25, 1 - 1.5 * opacity)
    let shade = { (channel: UInt8) in UInt8((Double(channel) * strength).rounded()) }
    line = Color(red: shade(color.red), green: shade(color.green), blue: shade(color.blue))
  }
}

/// One rendering of an overlay on raw rows; every buffer belongs to the caller.
struct Canvas {
  let size: Size
  let source: UnsafePointer<UInt8>
  let labels: UnsafePointer<UInt16>
  let target: UnsafeMutablePointer<UInt8>
  let paints: [Paint]
  /// The width of the lines; 0 for none.
  let line: Int

  func draw(rows: Range<Int>) {
    let isLine = line > 0 ? lines(in: rows) : []
    // SAFETY: a label picks one of the 256 paints, and the mask has one byte for each pixel of the rows, if any.
    paints.withUnsafeBufferPointer { paints in
      isLine.withUnsafeBufferPointer { isLine in
        for y in rows {
          let start = y * size.width
          var x = 0
          while x < size.width {
            let label = labels[start + x]
            var end = x + 1
            while end < size.width, labels[start + end] == label { end += 1 }
            let paint = paints[label == 0 ? 0 : (Int(label) - 1) % 255 + 1]
            if label == 0 {
              (target + 3 * (start + x)).update(from: source + 3 * (start + x), count: 3 * (end - x))
            } else {
              blend(start + x..<start + end, paint)
            }
            if line > 0 {
              let offset = start - rows.lowerBound * size.width
              for x in x..<end where isLine[offset + x] != 0 {
                let pixel = target + 3 * (start + x)
                pixel[0] = paint.line.red
                pixel[1] = paint.line.green
                pixel[2] = paint.line.blue
              }
            }
            x = end
          }
        }
      }
    }
  }

  @inline(__always)
  private func blend(_ pixels: Range<Int>, _ paint: Paint) {
    for place in pixels {
      let (from, to) = (source + 3 * place, target + 3 * place)
      to[0] = UInt8(truncatingIfNeeded: (UInt32(from[0]) &* paint.share &+ paint.red) &>> 16)
      to[1] = UInt8(truncatingIfNeeded: (UInt32(from[1]) &* paint.share &+ paint.green) &>> 16)
      to[2] = UInt8(truncatingIfNeeded: (UInt32(from[2]) &* paint.share &+ paint.blue) &>> 16)
    }
  }

  /// For each pixel of the rows 1 if a line covers it, otherwise 0.
  ///
  /// A pixel is marked if its right or lower neighbour has another label, and every mark grows to a square of `line`
  /// pixels, as centred on the border as whole pixels allow.
  private func lines(in rows: Range<Int>) -> [UInt8] {
    let width = size.width
    let (before, after) = ((line - 1) / 2, line / 2)
    let first = max(rows.lowerBound - after, 0)
    let last = min(rows.upperBound + before, size.height)
    var mask = [UInt8](repeating: 0, count: rows.count * width)
    var marks = [UInt8](repeating: 0, count: width)
    var grown = [UInt8](repeating: 0, count: width)
    // SAFETY: the row below exists where it is read, the last column has no right neighbour, and shifted rows are cut to
    // the width.
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
            for shift in -before...after where abs(shift) < width {
              let (from, to) = (max(0, -shift), max(0, shift))
              for x in 0..<width - abs(shift) { grown[to + x] |= marks[from + x] }
            }
            for covered in (y - before...y + after).clamped(to: rows.lowerBound...rows.upperBound - 1) {
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
