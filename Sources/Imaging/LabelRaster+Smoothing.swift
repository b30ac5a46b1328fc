extension LabelRaster {
  /// Smooths borders by majority vote: a pixel takes the label of more than half of the window of `2 × radius + 1`
  /// squared around it, if there is one. Pixels outside the picture do not vote.
  package func smoothed(radius: Int) -> LabelRaster {
    guard radius > 0 else { return self }
    var result = self
    let (width, height) = (size.width, size.height)
    let half = (2 * radius + 1) * (2 * radius + 1) / 2
    // Elsewhere all votes are for the pixel's own label.
    let band = borderBand(reach: radius)
    labels.withUnsafeBufferPointer { labels in
      // SAFETY: rows and columns stay within the size, so every index is in bounds.
      for y in 0..<height {
        let (top, bottom) = (max(0, y - radius), min(height - 1, y + radius))
        for x in 0..<width where band[y * width + x] {
          let (left, right) = (max(0, x - radius), min(width - 1, x + radius))
          let own = labels[y * width + x]
          func count(_ label: UInt16) -> Int {
            var count = 0
            for row in top...bottom {
              for n in (row * width + left)...(row * width + right) { count &+= labels[n] == label ? 1 : 0 }
            }
            return count
          }
          // Boyer and Moore's majority vote leaves one candidate.
          var (candidate, lead) = (own, 0)
          for row in top...bottom {
            for n in (row * width + left)...(row * width + right) {
              if labels[n] == candidate {
                lead += 1
              } else if lead == 0 {
                (candidate, lead) = (labels[n], 1)
              } else {
                lead -= 1
              }
            }
          }
          if candidate != own, count(candidate) > half { result.labels[y * width + x] = candidate }
        }
      }
    }
    return result
  }
}
