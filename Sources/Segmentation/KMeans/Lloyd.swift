import Imaging
import Parallelism
import VectorKernels

/// Lloyd's iterations over the windows of one picture: every pixel to the nearest center, every center to the mean of
/// its pixels.
///
/// The clusters are those of distances in double precision, the first of several equally near centers, at every vector
/// width. Sums over the pixels of a cluster are of whole numbers and so exact in any order: they are kept from iteration
/// to iteration, only pixels that move change them, and they do not depend on threads.
package struct Lloyd {
  package private(set) var centers: KMeansCenters
  /// The cluster of every pixel; after the first iteration all are < `centers.count`.
  package private(set) var labels: [UInt16]
  private let windows: PixelWindows
  private let workers: Workers
  private let kernels: Kernels
  private var sums: ClusterSums

  /// Pixels that a thread works on at a time, about.
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

  /// Iterates until no pixel gets another cluster; how often it was done, that last time included.
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

  /// Gives every pixel its nearest center; how many have got another cluster.
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
          // SAFETY: a block touches the labels of its own rows, and the changes of the lane it runs in.
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

/// What the windows of each cluster add up to, or what is to be added to that.
struct ClusterSums {
  private let dimensions: Int
  /// As in ``KMeansCenters/values``. Whole numbers far below 2⁵³: exact.
  private var values: [Double]
  private var counts: [Int]
  /// Pixels that were moved.
  private(set) var moves = 0

  init(clusters: Int, dimensions: Int) {
    self.dimensions = dimensions
    values = [Double](repeating: 0, count: clusters * dimensions)
    counts = [Int](repeating: 0, count: clusters)
  }

  /// Moves the window at `place` from a cluster, if it has one, to another.
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

  /// Moves every center to the mean of its cluster; one without pixels stays where it is.
  func move(_ centers: inout KMeansCenters) {
    for k in counts.indices where counts[k] > 0 {
      let count = Double(counts[k])
      for i in (k * dimensions)..<((k + 1) * dimensions) { centers.values[i] = values[i] / count }
    }
  }
}
