extension LabelRaster {
  /// Smooths borders by majority vote: a pixel takes the label of more than half of the window of `2 × radius + 1`
  /// squared around it, if there is one. Pixels outside the picture do not vote.
  package func smoothed(radius: Int) -> LabelRaster {
    guard radius > 0 else { return self }
    var result = self
    let half = (2 * radius + 1) * (2 * radius + 1) / 2
    // Elsewhere all votes are for the pixel's own label.
    let band = borderBand(reach: radius)
    for y in 0..<size.height {
      let rows = max(0, y - radius)...min(size.height - 1, y + radius)
      for x in 0..<size.width where band[y * size.width + x] {
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
}
