extension LabelRaster {
  /// The band around the borders between labels: whether a pixel's window of `2 × reach + 1` squared, inside the
  /// picture, holds more than one label.
  ///
  /// - Parameter reach: pixels, 1…127.
  package func borderBand(reach: Int) -> [Bool] {
    precondition((1...127).contains(reach))
    let (width, height) = (size.width, size.height)
    // The number of rows, from a pixel upwards, in which the window's row has the pixel's label alone.
    var above = [UInt8](repeating: 0, count: size.count)
    var run = [UInt8](repeating: 0, count: width)
    for y in 0..<height {
      let row = y * width
      for x in 0..<width {
        let isContinued = x > 0 && labels[row + x] == labels[row + x - 1]
        run[x] = isContinued ? min(run[x - 1], .max - 1) + 1 : 1
      }
      for x in 0..<width {
        let (first, last) = (max(0, x - reach), min(width - 1, x + reach))
        guard Int(run[last]) > last - first else { continue }
        let isContinued = y > 0 && labels[row + x] == labels[row - width + x]
        above[row + x] = isContinued ? min(above[row - width + x], .max - 1) + 1 : 1
      }
    }
    return (0..<size.count).map { n in
      let (x, y) = (n % width, n / width)
      let (first, last) = (max(0, y - reach), min(height - 1, y + reach))
      return Int(above[last * width + x]) <= last - first
    }
  }
}
