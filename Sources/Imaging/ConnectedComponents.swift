/// The connected components of equal labels in a map.
package struct ConnectedComponents: Equatable, Sendable {
  package let size: PictureSize
  /// The component of every pixel, 0 ..< `areas.count`, numbered by first pixel in reading order.
  package let numbers: [Int32]
  /// Pixels of each component.
  package let areas: [Int]

  /// 4-connected components: pixels that share a side.
  package init(_ labels: [UInt16], size: PictureSize) { self.init(labels, size: size, joinsCorners: false) }

  /// 8-connected components: pixels that share a side or a corner.
  package init(eightConnected labels: [Int32], size: PictureSize) { self.init(labels, size: size, joinsCorners: true) }

  private init<Label: Equatable>(_ labels: [Label], size: PictureSize, joinsCorners: Bool) {
    precondition(labels.count == size.count)
    let runs = Self.runs(of: labels, size: size)
    var sets = DisjointSet(count: runs.starts.count - 1)
    let corner = joinsCorners ? 1 : 0
    for row in 1..<max(1, size.height) {
      // The first run above that can touch a run, or its successors.
      var first = runs.firstOfRow[row - 1]
      let runsBelow = runs.firstOfRow[row]..<runs.firstOfRow[row + 1]
      for below in runsBelow {
        // In columns of the row above.
        let start = runs.starts[below] - size.width - corner
        let end = runs.starts[below + 1] - size.width + corner
        while runs.starts[first + 1] <= start { first += 1 }
        var above = first
        while above < runsBelow.lowerBound, runs.starts[above] < end {
          if labels[runs.starts[above]] == labels[runs.starts[below]] { sets.unite(above, below) }
          above += 1
        }
      }
    }
    let (numberOfRun, count) = sets.numbers()
    var areas = [Int](repeating: 0, count: count)
    numbers = [Int32](unsafeUninitializedCapacity: labels.count) { numbers, initialized in
      // SAFETY: the runs are disjoint and cover every pixel.
      for (run, number) in numberOfRun.enumerated() {
        let (start, end) = (runs.starts[run], runs.starts[run + 1])
        (numbers.baseAddress! + start).initialize(repeating: number, count: end - start)
        areas[Int(number)] += end - start
      }
      initialized = labels.count
    }
    (self.size, self.areas) = (size, areas)
  }

  /// The runs of equal labels in the rows, in reading order.
  ///
  /// - Returns: the first pixel of each run, and behind the last one the number of pixels; the first run of each row, and
  ///   behind the last one the number of runs.
  private static func runs<Label: Equatable>(
    of labels: [Label], size: PictureSize
  ) -> (starts: [Int], firstOfRow: [Int]) {
    var starts: [Int] = []
    var firstOfRow: [Int] = []
    labels.withUnsafeBufferPointer { labels in
      // SAFETY: `n - 1` is read only behind the first column, so every index is in bounds.
      for row in stride(from: 0, to: labels.count, by: max(1, size.width)) {
        firstOfRow.append(starts.count)
        starts.append(row)
        for n in (row + 1)..<(row + size.width) where labels[n] != labels[n - 1] { starts.append(n) }
      }
    }
    firstOfRow.append(starts.count)
    starts.append(labels.count)
    return (starts, firstOfRow)
  }
}
