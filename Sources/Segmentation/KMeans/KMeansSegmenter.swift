import Imaging
import Motion
import Parallelism
import Randomness
import Superpixels

/// k-means on the windows around pixels, the first baseline in section 3 of the paper, over frames.
///
/// On the first frame of a shot centers are drawn from it; on later ones they go on from where the frame before left
/// them, so that a cluster keeps its meaning. A cluster that has no pixels any more waits where it is. A shot that
/// returns finds its centers again.
package struct KMeansSegmenter: ResumableSegmenter {
  private let settings: KMeansSettings
  private let start: SegmentSettings.Start
  private let seed: UInt64
  private let workers: Workers
  /// The shots that may continue or return, in least-recently-used order; the current one is the last.
  var shots = ShotMemory<Shot>()
  var clusterEpochs = 0

  /// The state of a shot.
  struct Shot: RememberedShot, Equatable, Sendable, Codable {
    let number: Int
    let clusterEpoch: Int
    var random: SplitMix64
    var centers: KMeansCenters
  }

  package init(_ settings: SegmentSettings, workers: Workers) {
    precondition((1...256).contains(settings.kmeans.clusters) && settings.kmeans.window % 2 == 1)
    self.settings = settings.kmeans
    start = settings.start
    seed = settings.seed
    self.workers = workers
  }

  package mutating func segment(_ input: SegmenterInput) throws -> Segmentation {
    let picture = input.picture
    let bytes = PixelWindows.bytes(size: picture.size, side: settings.window)
    try SegmentationError.check(bytes, for: picture.size)
    let windows = PixelWindows(picture, side: settings.window, workers: workers)
    var shot = take(input.correspondence.shot, dimensions: windows.dimensions)
    shot.centers.seed(upTo: settings.clusters, from: windows, random: &shot.random, workers: workers)
    var lloyd = Lloyd(shot.centers, windows: windows, workers: workers)
    let iterations = try lloyd.run(atMost: settings.iterations)
    shot.centers = lloyd.centers
    shots.enter(shot)
    return Segmentation(
      clusters: ClusterMap(size: picture.size, labels: lloyd.labels), clusterEpoch: shot.clusterEpoch,
      iterations: iterations)
  }

  /// The state of a shot, or a new one.
  private mutating func take(_ number: Int, dimensions: Int) -> Shot {
    if start == .scratch { shots.removeAll() }
    if let shot = shots.take(number) { return shot }
    defer { clusterEpochs += 1 }
    // By the shot, so that it does not depend on what else was segmented.
    let step = start == .warm ? number : clusterEpochs
    return Shot(
      number: number, clusterEpoch: clusterEpochs, random: SplitMix64(seed: seed &+ UInt64(step)),
      centers: KMeansCenters(dimensions: dimensions))
  }
}
