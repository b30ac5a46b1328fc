import Imaging
import Parallelism
import VectorKernels

/// Lloyd's algorithm over the windows of one picture: assigns pixels to the nearest center, then moves centers to the
/// mean of their pixels.
///
/// Assignments equal those of double-precision distances, the first center on ties, at every vector width. Cluster
/// sums are integers and exact in any order; they are updated only for pixels that move, and do not depend on
/// threads.
package struct Lloyd {
  package private(set) var centers: KMeansCenters
  /// The cluster of every pixel; valid after the first iteration.
  package private(set) var labels: [UInt16]
  private let windows: PixelWindows
  private let workers: Workers
  private let kernels: Kernels
  private var sums: ClusterSums

  /// The approximate number of pixels per block of work.
  private static let blockPixels = 4096

  package init(_ centers: KMeansCenters, windows: PixelWindows, workers: Workers, kernels: Kernels = .best) {
    precondition(centers.dimensions == windows.dimensions && (1...256).contains(centers.count))
    self.centers = centers
    self.windows = windows
    self.workers = workers
    self.kernels = kernels
    labels = [UInt16](repeating: NearestCenter.none, count: windows.size.count)
    sums = ClusterSums(clusters: centers.count, dimensions: centers.dimensions)
  }

  /// Iterates until no pixel changes its cluster; returns the number of iterations including the last.
  ///
  /// - Parameter limit: iterations, ≥ 1.
  /// - Throws: `CancellationError` between two iterations.
  package mutating func run(atMost limit: Int) throws -> Int {
    for iteration in 1...limit {
      try Task.checkCancellation()
      guard assign() > 0 else { return iteration }
      sums.move(&centers)
    }
    return limit
  }

  /// Assigns every pixel to its nearest center; returns the number of changes.
  private mutating func assign() -> Int {
    let (width, height) = (windows.size.width, windows.size.height)
    let rows = max(1, Self.blockPixels / width)
    let blocks = (height + rows - 1) / rows
    let none = ClusterSums(clusters: centers.count, dimensions: centers.dimensions)
    var changes = [ClusterSums](repeating: none, count: min(workers.count, blocks))
    let nearest = NearestCenter(centers, kernels: kernels)
    windows.withUnsafeWindows { windows in
      labels.withUnsafeMutableBufferPointer { labels in
        changes.withUnsafeMutableBufferPointer { changes in
          // SAFETY: a block accesses only the labels of its own rows, and the changes of its lane.
          nonisolated(unsafe) let (labels, changes) = (labels, changes)
          workers.forEach(blocks) { block, lane in
            for y in (block * rows)..<min(height, (block + 1) * rows) {
              let row = UnsafeMutableBufferPointer(rebasing: labels[(y * width)..<((y + 1) * width)])
              nearest.assign(row, y: y, of: windows, &changes[lane])
            }
          }
        }
      }
    }
    for change in changes { sums.add(change) }
    return changes.reduce(0) { $0 + $1.moves }
  }
}

/// The sums over the windows of each cluster, or changes of them.
struct ClusterSums {
  private let dimensions: Int
  /// As in ``KMeansCenters/values``. Integers far below 2⁵³, so sums are exact.
  private var values: [Double]
  private var counts: [Int]
  /// The number of moved pixels.
  private(set) var moves = 0

  init(clusters: Int, dimensions: Int) {
    self.dimensions = dimensions
    values = [Double](repeating: 0, count: clusters * dimensions)
    counts = [Int](repeating: 0, count: clusters)
  }

  /// Moves the window at `place` from its cluster, if any, to another.
  mutating func move(_ windows: UnsafeWindows, at place: Int, from old: UInt16, to new: UInt16) {
    moves += 1
    counts[Int(new)] += 1
    add(windows, at: place, times: 1, to: Int(new))
    guard old != NearestCenter.none else { return }
    counts[Int(old)] -= 1
    add(windows, at: place, times: -1, to: Int(old))
  }

  private mutating func add(_ windows: UnsafeWindows, at place: Int, times factor: Double, to cluster: Int) {
    let start = cluster * dimensions
    // SAFETY: components are below `dimensions`, clusters below the number of clusters.
    values.withUnsafeMutableBufferPointer { values in
      windows.forEachRow(at: place) { place, component in
        for column in 0..<windows.side {
          values[start + component + column] += factor * Double(windows.values[place + column])
        }
      }
    }
  }

  mutating func add(_ other: ClusterSums) {
    for i in values.indices { values[i] += other.values[i] }
    for k in counts.indices { counts[k] += other.counts[k] }
  }

  /// Moves every center to the mean of its cluster; a center without pixels stays.
  func move(_ centers: inout KMeansCenters) {
    for k in counts.indices where counts[k] > 0 {
      let count = Double(counts[k])
      for i in (k * dimensions)..<((k + 1) * dimensions) { centers.values[i] = values[i] / count }
    }
  }
}
