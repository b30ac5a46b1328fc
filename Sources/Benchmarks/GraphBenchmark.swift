import Imaging
import Motion
import Parallelism
import Segmentation

/// The time of graph-based segmentation, on a synthetic or a given picture.
package struct GraphBenchmark {
  package var picture = IterationBenchmark.picture(PictureSize(width: 481, height: 321))
  package var settings = GraphSettings()
  package var repetitions = 10
  package var threads = 2

  package init() {}

  package struct Report: Encodable {
    package let benchmark = "graph"
    package let size: String
    package let regions, threads: Int
    /// The median.
    package let seconds: Double
    package let peakRssMb: Int
  }

  /// - Returns: the report, and the regions, numbered by first pixel.
  package func run() throws -> (Report, ClusterMap) {
    let input = SegmenterInput(picture: picture, correspondence: .first)
    var regions = ClusterMap(size: picture.size)
    let seconds = try medianSeconds(of: repetitions) {
      var segmenter = GraphSegmenter(settings, workers: Workers(count: threads))
      regions = try segmenter.segment(input).clusters
    }
    let report = Report(
      size: "\(picture.size.width)x\(picture.size.height)", regions: regions.areas().count, threads: threads,
      seconds: seconds, peakRssMb: peakResidentMegabytes())
    return (report, regions)
  }
}
