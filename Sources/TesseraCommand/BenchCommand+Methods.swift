import ArgumentParser
import Benchmarks
import Foundation
import Imaging
import Media

extension BenchCommand {
  struct KMeans: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "kmeans", abstract: "Time k-means on a still, from given initial centers.")

    @OptionGroup var still: MeasuredStill
    @Option(help: "α, odd.")
    var window = 3
    @Option(help: "k.")
    var clusters = 8
    @Option(help: "The maximum number of iterations.")
    var iterations = 300
    @Option var seed: UInt64 = 0
    @Option(help: "Write initial centers, centers and labels as JSON for evaluation.")
    var outcome: String?

    func validate() throws {
      guard (1...31).contains(window), window % 2 == 1, (1...256).contains(clusters), iterations > 0 else {
        throw ValidationError("window must be odd and 1…31, clusters 1…256, iterations at least 1")
      }
    }

    func run() async throws {
      try await reportingErrors {
        var benchmark = KMeansBenchmark()
        if let picture = try still.picture() { benchmark.picture = picture }
        benchmark.settings.window = window
        benchmark.settings.clusters = clusters
        benchmark.settings.iterations = iterations
        benchmark.seed = seed
        benchmark.threads = still.threads
        let (report, outcome) = try benchmark.run()
        printReport(report, json: still.json)
        if let path = self.outcome { try Data(jsonLine(outcome).utf8).write(to: URL(fileURLWithPath: path)) }
      }
    }
  }

  struct Graph: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "graph", abstract: "Time graph-based segmentation of a still.")

    @OptionGroup var still: MeasuredStill
    @Option(help: "σ of the Gaussian, in pixels.")
    var sigma = 0.8
    @Option(help: "β, for colors of 0…255.")
    var threshold = 500.0
    @Option(help: "Pixels.")
    var minSize = 20
    @Option(help: "Write the regions of the image as a 16-bit PNG for evaluation.")
    var labels: String?

    func validate() throws {
      guard (0...100).contains(sigma), (0...1_000_000).contains(threshold), minSize > 0 else {
        throw ValidationError("sigma must be 0…100, threshold 0…1000000, min-size at least 1")
      }
    }

    func run() async throws {
      try await reportingErrors {
        var benchmark = GraphBenchmark()
        if let picture = try still.picture() { benchmark.picture = picture }
        benchmark.settings.sigma = sigma
        benchmark.settings.threshold = threshold
        benchmark.settings.minimumSize = minSize
        benchmark.threads = still.threads
        let (report, regions) = try benchmark.run()
        printReport(report, json: still.json)
        if let labels { try Data(LabelImage.gray16PNG(regions)).write(to: URL(fileURLWithPath: labels)) }
      }
    }
  }
}

/// Options shared by the benchmarks of stills.
struct MeasuredStill: ParsableArguments {
  @Option(help: "Measure on this image, at its own size. (default: a synthetic one of 481x321)")
  var image: String?
  @Option var threads = ProcessInfo.processInfo.activeProcessorCount
  @Flag(help: "Print one JSON line.")
  var json = false

  func validate() throws {
    guard (1...1024).contains(threads) else { throw ValidationError("threads must be 1…1024") }
  }

  func picture() throws -> Picture? { try image.map { try PictureImage.read(path: $0) } }
}
