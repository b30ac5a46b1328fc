import Imaging
import Parallelism

/// The runs of equal labels in the rows of a picture, joined into 4-connected components.
///
/// Union-find over runs replaces a flood fill over pixels (He, Chao and Suzuki, "A run-based two-scan labeling
/// algorithm", IEEE TIP 17(5), 2008): there are several times fewer runs than pixels, and bands of rows are processed
/// in parallel.
final class Runs {
  /// Consecutive pixels of one row that share a label.
  struct Run {
    /// The first pixel. The run ends where the next run starts.
    var start: Int32
    /// An earlier run of the same component, or the run itself. After ``join`` it is the component's first run.
    var parent: Int32
    /// Of the whole component; stored in its first run.
    var pixels: Int32 = 0
    /// The superpixel.
    var number: Int32 = -1
    /// The start of the run's pixels in the list of pixels by superpixel.
    var place: Int32 = 0
  }

  private static let bandRows = 32

  let size: PictureSize
  /// Runs in reading order, with unused space at the end of each band.
  ///
  /// SAFETY: a band has room for one run per pixel and a sentinel; a thread writes only its own band.
  let runs: UnsafeMutablePointer<Run>
  /// The runs of each row.
  private(set) var rows: [Range<Int>]

  private var bandCount: Int { (size.height + Self.bandRows - 1) / Self.bandRows }

  /// - Precondition: one label per pixel.
  init(_ labels: [Int32], size: PictureSize, workers: Workers) {
    precondition(labels.count == size.count)
    self.size = size
    rows = [Range<Int>](repeating: 0..<0, count: size.height)
    runs = .allocate(capacity: size.count + (size.height + Self.bandRows - 1) / Self.bandRows)
    labels.withUnsafeBufferPointer { labels in
      guard let labels = labels.baseAddress else { return }
      find(in: labels, workers: workers)
      join(labels)
    }
  }

  deinit { runs.deallocate() }

  /// Calls `body` with the runs of a few rows at a time, on several threads.
  func forEachBand(_ workers: Workers, _ body: (Range<Int>) -> Void) {
    workers.forEach(bandCount) { band, _ in body(runs(of: band)) }
  }

  private func rows(of band: Int) -> Range<Int> {
    band * Self.bandRows..<min((band + 1) * Self.bandRows, size.height)
  }

  private func runs(of band: Int) -> Range<Int> {
    let rows = rows(of: band)
    return self.rows[rows.lowerBound].lowerBound..<self.rows[rows.upperBound - 1].upperBound
  }

  /// Finds the runs, and connects them within each band.
  private func find(in labels: UnsafePointer<Int32>, workers: Workers) {
    rows.withUnsafeMutableBufferPointer { rows in
      let rows = rows
      workers.forEach(bandCount) { band, _ in
        let range = self.rows(of: band)
        var next = band * (Self.bandRows * size.width + 1)
        for y in range {
          let first = next
          next = find(in: labels, row: y, from: first)
          rows[y] = first..<next
          if y > range.lowerBound { connect(rows[y - 1], rows[y], labels) }
        }
      }
    }
  }

  /// Writes the runs of a row starting at `first`, and the start of the next row; returns the next free index.
  private func find(in labels: UnsafePointer<Int32>, row: Int, from first: Int) -> Int {
    var next = first
    let start = row * size.width
    runs[next] = Run(start: Int32(start), parent: Int32(next))
    next += 1
    // Every pixel is written as if a run began there, which is cheaper than an unpredictable branch.
    for n in start + 1..<max(start + 1, start + size.width) {
      runs[next] = Run(start: Int32(n), parent: Int32(next))
      next += labels[n] == labels[n - 1] ? 0 : 1
    }
    runs[next] = Run(start: Int32(start + size.width), parent: Int32(next))
    return next
  }

  /// Joins adjacent runs of two neighboring rows that share a label.
  private func connect(_ upper: Range<Int>, _ lower: Range<Int>, _ labels: UnsafePointer<Int32>) {
    var i = upper.lowerBound
    var j = lower.lowerBound
    while i < upper.upperBound, j < lower.upperBound {
      if labels[Int(runs[i].start)] == labels[Int(runs[j].start)] { unite(i, j) }
      let above = Int(runs[i + 1].start) + size.width
      let below = Int(runs[j + 1].start)
      if above <= below { i += 1 }
      if below <= above { j += 1 }
    }
  }

  /// Joins two sets; the earlier root becomes the root.
  private func unite(_ i: Int, _ j: Int) {
    let first = root(i)
    let second = root(j)
    runs[max(first, second)].parent = Int32(min(first, second))
  }

  private func root(_ run: Int) -> Int {
    var run = run
    while runs[run].parent != run {
      runs[run].parent = runs[Int(runs[run].parent)].parent
      run = Int(runs[run].parent)
    }
    return run
  }

  /// Connects the bands, resolves the root of every run, and counts the pixels of each component.
  private func join(_ labels: UnsafePointer<Int32>) {
    for band in 1..<max(1, bandCount) {
      let y = band * Self.bandRows
      connect(rows[y - 1], rows[y], labels)
    }
    for row in rows {
      for i in row {
        // Parents are earlier runs, whose root is already resolved.
        let root = runs[Int(runs[i].parent)].parent
        runs[i].parent = root
        runs[Int(root)].pixels += runs[i + 1].start - runs[i].start
      }
    }
  }
}
