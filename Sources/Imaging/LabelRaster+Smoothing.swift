extension LabelRaster {
  /// Smooths borders by majority vote: a pixel takes the label of more than half of the window of `2 × radius + 1`
  /// squared around it, if there is one. Pixels outside the picture do not vote.
  package func smoothed(radius: Int) -> LabelRaster {
    guard radius > 0 else { return self }
    var result = self
    let half = (2 * radius + 1) * (2 * radius + 1) / 2
    for y in 0..<size.height {
      let rows = max(0, y - radius)...min(size.height - 1, y + radius)
      for x in 0..<size.width {
        if radius == 1, isInside(x, y) { continue }
        let columns = max(0, x - radius)...min(size.width - 1, x + radius)
        // Boyer and Moore's majority vote leaves one candidate, which is then counted.
        var (candidate, lead) = (self[x, y], 0)
        for row in rows {
          for column in columns {
            let label = self[column, row]
            if label == candidate { lead += 1 } else if lead == 0 { (candidate, lead) = (label, 1) } else { lead -= 1 }
          }
        }
        guard candidate != self[x, y] else { continue }
        var count = 0
        for row in rows { for column in columns where self[column, row] == candidate { count += 1 } }
        if count > half { result[x, y] = candidate }
      }
    }
    return result
  }

  /// Whether the four neighbors have the pixel's label: with the pixel, five of nine are a majority.
  private func isInside(_ x: Int, _ y: Int) -> Bool {
    guard x > 0, y > 0, x < size.width - 1, y < size.height - 1 else { return false }
    let n = y * size.width + x
    let label = labels[n]
    return labels[n - 1] == label && labels[n + 1] == label && labels[n - size.width] == label
      && labels[n + size.width] == label
  }
}
