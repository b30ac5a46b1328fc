import Imaging
import Parallelism
import Randomness
import Segmentation
import VectorKernels

/// The time of k-means, from given initial centers to the last iteration, on a synthetic or a given picture.
package struct KMeansBenchmark {
  package var picture = IterationBenchmark.picture(PictureSize(width: 481, height: 321))
  package var settings = KMeansSettings()
  package var seed: UInt64 = 0
  package var repetitions = 5
  package var threads = 2

  package init() {}

  package struct Report: Encodable {
    package let benchmark = "kmeans"
    package let size, kernels: String
    package let window, clusters, iterations, threads: Int
    /// The median time of creating windows and iterating, without the choice of initial centers.
    package let seconds: Double
    package let secondsPerIteration: Double
    package let peakRssMb: Int
  }

  /// The input and the result of a run, for comparisons.
  package struct Outcome: Encodable {
    /// The initial centers: RGB values in [0, 1], pixel after pixel of a window.
    package let seeds: [[Double]]
    package let centers: [[Double]]
    package let iterations: Int
    /// By pixel, rows from the top.
    package let labels: [UInt16]
  }

  package func run() throws -> (Report, Outcome) {
    let workers = Workers(count: threads)
    var random = SplitMix64(seed: seed)
    let windows = PixelWindows(picture, side: settings.window, workers: workers)
    var seeds = KMeansCenters(dimensions: windows.dimensions)
    seeds.seed(upTo: settings.clusters, from: windows, random: &random, workers: workers)
    var lloyd = Lloyd(seeds, windows: windows, workers: workers)
    var iterations = 0
    let median = try medianSeconds(of: repetitions) {
      let windows = PixelWindows(picture, side: settings.window, workers: workers)
      lloyd = Lloyd(seeds, windows: windows, workers: workers)
      iterations = try lloyd.run(atMost: settings.iterations)
    }
    return (
      Report(
        size: "\(picture.size.width)x\(picture.size.height)", kernels: "\(Kernels.best.level)", window: settings.window,
        clusters: seeds.count,
        iterations: iterations, threads: threads, seconds: median, secondsPerIteration: median / Double(iterations),
        peakRssMb: peakResidentMegabytes()),
      Outcome(seeds: seeds.vectors, centers: lloyd.centers.vectors, iterations: iterations, labels: lloyd.labels)
    )
  }
}
