import Imaging
import Media
import Parallelism
import Superpixels
import VectorKernels

/// The time of SLIC, on a synthetic or a given picture.
package struct SuperpixelBenchmark {
  package var size = PictureSize(width: 854, height: 480)
  package var picture: Picture?
  package var count = 10_000
  package var iterations = 10
  package var repetitions = 10
  package var threads = 2

  package init() {}

  package struct Report: Encodable {
    package let benchmark = "superpixels"
    package let size, kernels: String
    package let count, superpixels, iterations, threads: Int
    /// The median.
    package let seconds: Double
    package let peakRssMb: Int
  }

  /// The superpixels of the picture as a 16-bit PNG; nil if there are too many.
  package func labelImage() throws -> [UInt8]? {
    guard let picture else { return nil }
    let superpixels = SLIC(settings, workers: Workers(count: threads)).superpixels(of: picture).0
    guard superpixels.count <= Int(UInt16.max) else { return nil }
    return try LabelImage.gray16PNG(LabelMap(size: picture.size, labels: superpixels.labels.map { UInt16($0) }))
  }

  private var settings: SuperpixelSettings {
    var settings = SuperpixelSettings()
    settings.count = count
    settings.iterations = iterations
    return settings
  }

  package func run() -> Report {
    let slic = SLIC(settings, workers: Workers(count: threads))
    let picture = picture ?? IterationBenchmark.picture(size)
    var superpixels = 0
    let seconds = medianSeconds(of: repetitions) { superpixels = slic.superpixels(of: picture).0.count }
    return Report(
      size: "\(picture.size.width)x\(picture.size.height)", kernels: "\(Kernels.best.level)", count: count,
      superpixels: superpixels,
      iterations: iterations,
      threads: threads, seconds: seconds, peakRssMb: peakResidentMegabytes())
  }
}
