import Imaging
import Parallelism

/// Efficient graph-based image segmentation (Felzenszwalb and Huttenlocher, IJCV 59(2), 2004), the second baseline in
/// section 3 of the paper.
///
/// Every frame is cut anew and numbers its regions anew, a cluster epoch of its own: the track assigner recognizes them
/// by where they were.
package struct GraphSegmenter: ResumableSegmenter {
  private let settings: GraphSettings
  private let workers: Workers
  var clusterEpochs = 0

  /// The maximum number of regions in a label map.
  private static let maxRegions = Int(UInt16.max)

  package init(_ settings: GraphSettings, workers: Workers) {
    precondition(settings.sigma >= 0 && settings.threshold >= 0 && settings.minimumSize >= 1)
    self.settings = settings
    self.workers = workers
  }

  package mutating func segment(_ input: SegmenterInput) throws -> Segmentation {
    let picture = input.picture
    try SegmentationError.check(GridGraph.bytes(picture.size), for: picture.size)
    try Task.checkCancellation()
    let smoothed = SmoothedPicture(picture, sigma: settings.sigma, workers: workers)
    let (labels, count) = regions(of: GridGraph(smoothed, workers: workers))
    guard count <= Self.maxRegions else {
      throw SegmentationError.tooManyRegions(count: count, limit: Self.maxRegions)
    }
    defer { clusterEpochs += 1 }
    return Segmentation(
      clusters: ClusterMap(size: picture.size, labels: labels.map { UInt16($0) }), clusterEpoch: clusterEpochs)
  }

  /// The region of every pixel, numbered by first pixel, and their number.
  private func regions(of graph: GridGraph) -> (labels: [Int32], count: Int) {
    let scale = settings.threshold / 255
    var forest = RegionForest(pixels: graph.size.count)
    // By root: the heaviest edge within the region, plus the tolerance for its size. In single precision, as in
    // scikit-image.
    var limits = [Float](repeating: Float(scale), count: graph.size.count)
    var borders: [(Int32, Int32)] = []
    graph.forEachEdge { weight, pixels in
      let (a, b) = (forest.root(of: pixels.0), forest.root(of: pixels.1))
      guard a != b else { return }
      if weight < Double(min(limits[a], limits[b])) {
        let root = forest.join(a, b)
        limits[root] = Float(weight + scale / Double(forest.area(root)))
      } else {
        borders.append(pixels)
      }
    }
    for pixels in borders {
      let (a, b) = (forest.root(of: pixels.0), forest.root(of: pixels.1))
      if a != b, min(forest.area(a), forest.area(b)) < settings.minimumSize { _ = forest.join(a, b) }
    }
    return forest.numbers()
  }
}
