import Imaging
import Parallelism

/// The last step of SLIC: makes every superpixel connected.
package enum Connectivity {
  /// Splits labels into their 4-connected components. A component of fewer than `minimum` pixels is merged into the
  /// component left of its first pixel in reading order, or above it if there is none. Components are numbered by
  /// first pixel in reading order.
  ///
  /// - Parameters:
  ///   - labels: the center of every pixel, any number if there is none.
  ///   - minimum: pixels.
  package static func enforced(
    _ labels: [Int32], size: PictureSize, minimum: Int, workers: Workers = Workers(count: 1)
  ) -> Superpixels {
    let runs = Runs(labels, size: size, workers: workers)
    let areas = number(runs, minimum: minimum)
    var offsets: [Int32] = [0]
    offsets.reserveCapacity(areas.count + 1)
    for area in areas { offsets.append(offsets[offsets.count - 1] + area) }
    place(runs, at: offsets)
    return superpixels(runs, offsets: offsets, workers: workers)
  }

  /// Numbers the superpixel of every run; returns the number of pixels of each.
  private static func number(_ rows: Runs, minimum: Int) -> [Int32] {
    let runs = rows.runs
    var areas: [Int32] = []
    var above: Int32 = -1
    for row in rows.rows {
      for i in row {
        let root = Int(runs[i].parent)
        if root == i {
          let neighbor = i > row.lowerBound ? runs[i - 1].number : above
          if runs[i].pixels < minimum, neighbor >= 0 {
            runs[i].number = neighbor
          } else {
            runs[i].number = Int32(areas.count)
            areas.append(0)
          }
          areas[Int(runs[i].number)] += runs[i].pixels
        } else {
          runs[i].number = runs[root].number
        }
      }
      above = runs[row.lowerBound].number
    }
    return areas
  }

  /// Sets the position of every run among the pixels of its superpixel.
  private static func place(_ rows: Runs, at offsets: [Int32]) {
    let runs = rows.runs
    var next = offsets
    for row in rows.rows {
      for i in row {
        let number = Int(runs[i].number)
        runs[i].place = next[number]
        next[number] += runs[i + 1].start - runs[i].start
      }
    }
  }

  private static func superpixels(_ rows: Runs, offsets: [Int32], workers: Workers) -> Superpixels {
    let count = rows.size.count
    var pixels: [Int32] = []
    // SAFETY: runs cover every pixel once and their places every index once, so both arrays are written completely
    // and no two threads write the same value.
    let labels = [Int32](unsafeUninitializedCapacity: count) { labels, initialized in
      pixels = [Int32](unsafeUninitializedCapacity: count) { pixels, initialized in
        if let labels = labels.baseAddress, let pixels = pixels.baseAddress {
          rows.forEachBand(workers) { band in
            for i in band {
              let run = rows.runs[i]
              let length = Int(rows.runs[i + 1].start - run.start)
              for x in 0..<length {
                labels[Int(run.start) + x] = run.number
                pixels[Int(run.place) + x] = run.start + Int32(x)
              }
            }
          }
        }
        initialized = count
      }
      initialized = count
    }
    return Superpixels(size: rows.size, labels: labels, offsets: offsets, pixels: pixels)
  }
}
