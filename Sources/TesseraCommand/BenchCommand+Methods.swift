import ArgumentParser
import Benchmarks
import Foundation
import Media

extension BenchCommand {
  struct KMeans: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "kmeans", abstract: "The time of k-means on a still, from given first centres.")

    @Option(help: "Measure on this image, at its own size; a synthetic one of 481x321 without.")
    var image: String?
    @Option(help: "α, odd.")
    var window = 3
    @Option(help: "k.")
    var clusters = 8
    @Option(help: "The most there may be.")
    var iterations = 300
    @Option var seed: UInt64 = 0
    @Option(help: "Write first centres, centres and labels as JSON, to judge them.")
    var outcome: String?
    @Option var threads = ProcessInfo.processInfo.activeProcessorCount
    @Flag(help: "One JSON line.")
    var json = false

    func validate() throws {
      guard (1...31).contains(window), window % 2 == 1, (1...256).contains(clusters), iterations > 0,
        (1...1024).contains(threads)
      else { throw ValidationError("window odd and 1…31, clusters 1…256, iterations and threads at least 1") }
    }

    func run() async throws {
      try await reportingErrors {
        var benchmark = KMeansBenchmark()
        if let image { benchmark.picture = try PictureImage.read(path: image) }
        benchmark.settings.window = window
        benchmark.settings.clusters = clusters
        benchmark.settings.iterations = iterations
        benchmark.seed = seed
        benchmark.threads = threads
        let (report, outcome) = try benchmark.run()
        printReport(report, json: json)
        if let path = self.outcome { try Data(jsonLine(outcome).utf8).write(to: URL(fileURLWithPath: path)) }
      }
    }
  }

  struct Graph: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "graph", abstract: "The time of graph-based segmentation of a still.")

    @Option(help: "Measure on this image, at its own size; a synthetic one of 481x321 without.")
    var image: String?
    @Option(help: "Of the Gaussian, in pixels.")
    var sigma = 0.8
    @Option(help: "β, for colours of 0…255.")
    var threshold = 500.0
    @Option(help: "Pixels.")
    var minSize = 20
    @Option(help: "Write the regions of the image as a 16-bit PNG, to judge them.")
    var labels: String?
    @Option var threads = ProcessInfo.processInfo.activeProcessorCount
    @Flag(help: "One JSON line.")
    var json = false

    func validate() throws {
      guard (0...100).contains(sigma), (0...1_000_000).contains(threshold), minSize > 0, (1...1024).contains(threads)
      else { throw ValidationError("sigma 0…100, threshold 0…1000000, min-size and threads at least 1") }
    }

    func run() async throws {
      try await reportingErrors {
        var benchmark = GraphBenchmark()
        if let image { benchmark.picture = try PictureImage.read(path: image) }
        benchmark.settings.sigma = sigma
        benchmark.settings.threshold = threshold
        benchmark.settings.minimumSize = minSize
        benchmark.threads = threads
        let (report, regions) = try benchmark.run()
        printReport(report, json: json)
        if let labels { try Data(LabelImage.grey16PNG(regions)).write(to: URL(fileURLWithPath: labels)) }
      }
    }
  }
}
