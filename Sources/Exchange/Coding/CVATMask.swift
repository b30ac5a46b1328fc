import Imaging

/// A mask as CVAT stores it: run lengths along the rows of its bounding box, alternating from background.
enum CVATMask {
  /// - Parameter region: in reading order.
  static func counts(of region: RegionRuns, in size: PictureSize) -> [Int] {
    let box = region.bounds
    var counts: [Int] = []
    // The end of the last run in the box.
    var last = 0
    for place in stride(from: 0, to: region.edges.count, by: 2) {
      var start = region.edges[place]
      let end = region.edges[place + 1]
      // A run may continue in the next row.
      while start < end {
        let row = start / size.width
        let rowEnd = min(end, (row + 1) * size.width)
        let from = (row - box.top) * box.width + start % size.width - box.left
        if from == last, !counts.isEmpty {
          counts[counts.count - 1] += rowEnd - start
        } else {
          counts.append(from - last)
          counts.append(rowEnd - start)
        }
        last = from + rowEnd - start
        start = rowEnd
      }
    }
    if last < box.width * box.height { counts.append(box.width * box.height - last) }
    return counts
  }
}
