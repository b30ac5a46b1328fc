/// The 3×3 neighborhoods of consecutive pixels as rows of a matrix ("im2col"): a convolution becomes one product.
struct Patches {
  let height, width, channels: Int

  /// Values in one row of the matrix: [3][3][channels].
  var length: Int { 9 * channels }

  /// Writes the neighborhoods of `pixels` to `rows`, `pixels.count × length` values.
  ///
  /// - Parameters:
  ///   - map: height × width × channels values.
  ///   - normalization: applied to every value read. Padding is 0 *after* the normalization, so the normalization can
  ///     not be folded into the weights.
  func extract(
    _ pixels: Range<Int>, of map: UnsafePointer<Float>, normalization: BatchNormalization?,
    into rows: UnsafeMutablePointer<Float>
  ) {
    if channels == 3, normalization == nil { return extractColors(pixels, of: map, into: rows) }
    for (i, n) in pixels.enumerated() {
      let y = n / width
      let x = n % width
      let firstTap = x == 0 ? 1 : 0
      let lastTap = x == width - 1 ? 1 : 2
      for ky in 0..<3 {
        let row = rows + i * length + ky * 3 * channels
        let sourceRow = y + ky - 1
        guard sourceRow >= 0, sourceRow < height else {
          row.update(repeating: 0, count: 3 * channels)
          continue
        }
        if firstTap == 1 { row.update(repeating: 0, count: channels) }
        if lastTap == 1 { (row + 2 * channels).update(repeating: 0, count: channels) }
        let source = map + (sourceRow * width + x + firstTap - 1) * channels
        let taps = lastTap - firstTap + 1
        if let normalization {
          for tap in 0..<taps {
            normalization.apply(to: source + tap * channels, into: row + (firstTap + tap) * channels)
          }
        } else {
          (row + firstTap * channels).update(from: source, count: taps * channels)
        }
      }
    }
  }

  /// Writes the neighborhoods of pixels of three values. A row of a neighborhood has nine: a call to copy them, or a
  /// division for their place, would take longer than the copy.
  private func extractColors(
    _ pixels: Range<Int>, of map: UnsafePointer<Float>, into rows: UnsafeMutablePointer<Float>
  ) {
    var (y, x) = pixels.lowerBound.quotientAndRemainder(dividingBy: width)
    var row = rows
    // SAFETY: away from the border all nine pixels are in the map; nine values are one vector of eight and one more. A row of the
    // matrix has 27.
    for _ in pixels {
      if x > 0, x < width &- 1, y > 0, y < height &- 1 {
        var source = UnsafeRawPointer(map + 3 &* (y &* width &+ x &- width &- 1))
        var target = UnsafeMutableRawPointer(row)
        for _ in 0..<3 {
          target.storeBytes(of: source.loadUnaligned(as: SIMD8<Float>.self), as: SIMD8<Float>.self)
          let last = source.loadUnaligned(fromByteOffset: 32, as: Float.self)
          target.storeBytes(of: last, toByteOffset: 32, as: Float.self)
          source += 12 &* width
          target += 36
        }
      } else {
        extractColorsAtBorder(x, y, of: map, into: row)
      }
      row += 27
      x &+= 1
      if x == width { (x, y) = (0, y &+ 1) }
    }
  }

  private func extractColorsAtBorder(
    _ x: Int, _ y: Int, of map: UnsafePointer<Float>, into row: UnsafeMutablePointer<Float>
  ) {
    for tap in 0..<9 {
      let (column, line) = (x + tap % 3 - 1, y + tap / 3 - 1)
      let isInside = (0..<width).contains(column) && (0..<height).contains(line)
      for c in 0..<3 { row[3 * tap + c] = isInside ? map[3 * (line * width + column) + c] : 0 }
    }
  }
}

extension BatchNormalization {
  /// x ← r·gain + offset for the channels of one pixel.
  @inline(__always)
  func apply(to r: UnsafePointer<Float>, into x: UnsafeMutablePointer<Float>) {
    gain.withUnsafeBufferPointer { gain in
      offset.withUnsafeBufferPointer { offset in
        for c in 0..<gain.count { x[c] = r[c] * gain[c] + offset[c] }
      }
    }
  }
}
