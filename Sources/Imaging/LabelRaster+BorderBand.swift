extension LabelRaster {
  /// The band around the borders between labels: whether a pixel's window of `2 × reach + 1` squared, inside the
  /// picture, holds more than one label.
  ///
  /// - Parameter reach: pixels, 1…127.
  package func borderBand(reach: Int) -> [Bool] {
    precondition((1...127).contains(reach))
    let (width, height) = (size.width, size.height)
    // A window of one label has rows of one label, and a column of one label that joins them. Outside of the picture
    // nothing differs.
    let (row, above) = (differences(reach: reach), differencesFromAbove)
    var band = [Bool](repeating: false, count: size.count)
    var differs = [UInt8](repeating: 0, count: width)
    for y in 0..<height {
      let (first, last) = (max(0, y - reach), min(height - 1, y + reach))
      for x in 0..<width { differs[x] = row[first * width + x] }
      for other in first..<last {
        let next = (other + 1) * width
        for x in 0..<width { differs[x] |= row[next + x] | above[next + x] }
      }
      for x in 0..<width { band[y * width + x] = differs[x] != 0 }
    }
    return band
  }

  /// For each pixel 1 if the row of `2 × reach + 1` pixels around it, inside the picture, holds more than one label.
  private func differences(reach: Int) -> [UInt8] {
    let width = size.width
    var result = [UInt8](repeating: 0, count: size.count)
    // At place `reach + x`: whether pixel x differs from the pixel before.
    var steps = [UInt8](repeating: 0, count: width + 2 * reach)
    for row in stride(from: 0, to: size.count, by: width) {
      for x in 1..<max(1, width) { steps[reach + x] = labels[row + x] == labels[row + x - 1] ? 0 : 1 }
      for step in 1...(2 * reach) {
        for x in 0..<width { result[row + x] |= steps[x + step] }
      }
    }
    return result
  }

  /// For each pixel 1 if its label is not that of the pixel above.
  private var differencesFromAbove: [UInt8] {
    var result = [UInt8](repeating: 0, count: size.count)
    for n in size.width..<max(size.width, size.count) { result[n] = labels[n] == labels[n - size.width] ? 0 : 1 }
    return result
  }
}
