import ArgumentParser
import Benchmarks
import Foundation
import Imaging
import Media
import Pipeline
import PipelineFiles
import Tessera
import Training
import VectorKernels

struct BenchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Benchmark one training iteration, superpixels, the other methods, or a whole pipeline.",
    discussion: """
      The kernels are those of the widest vectors of the processor. The environment variable TESSERA_KERNELS (baseline, \
      avx2 or avx512) lowers the width, for every command; reports name the width. OPENBLAS_CORETYPE does so for OpenBLAS.
      """,
    subcommands: [Iteration.self, Superpixels.self, KMeans.self, Graph.self, WholePipeline.self])

  struct Iteration: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "iteration", abstract: "Time one training iteration, relative to the machine's matrix peak.")

    @Option(help: "WIDTHxHEIGHT.")
    var size = ExactSize(size: PictureSize(width: 481, height: 321))
    @Option(help: "M.")
    var components = 2
    @Option(help: "p and q.")
    var channels = 100
    @Option var iterations = 10
    @Option var threads = ProcessInfo.processInfo.activeProcessorCount
    @Option(help: "winograd or direct.", completion: .list(["winograd", "direct"]))
    var convolution = "winograd"
    @Option(help: "μ, weight of the loss of spatial continuity.")
    var continuity: Double = 0
    @Option(
      help: "The vector width, lowered to what the processor supports. (default: as TESSERA_KERNELS, or the widest)")
    var kernels: Kernels.Level?
    @Flag(help: "Print one JSON line.")
    var json = false

    func validate() throws {
      guard (1...16).contains(components), (1...256).contains(channels), iterations > 0, (1...1024).contains(threads)
      else { throw ValidationError("components must be 1…16, channels 1…256, iterations and threads at least 1") }
      guard ConvolutionMethod(rawValue: convolution) != nil else {
        throw ValidationError("--convolution must be winograd or direct")
      }
      guard (0...1000).contains(continuity) else { throw ValidationError("--continuity must be 0…1000") }
    }

    func run() async throws {
      try await reportingErrors {
        var benchmark = IterationBenchmark()
        benchmark.size = size.size
        benchmark.components = components
        benchmark.channels = channels
        benchmark.iterations = iterations
        benchmark.threads = threads
        benchmark.convolution = ConvolutionMethod(rawValue: convolution) ?? .winograd
        benchmark.continuity = Float(continuity)
        if let kernels { benchmark.kernels = Kernels(level: kernels) }
        printReport(benchmark.run(), json: json)
      }
    }
  }

  struct Superpixels: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "superpixels", abstract: "Time SLIC.")

    @Option(help: "WIDTHxHEIGHT.")
    var size = ExactSize(size: PictureSize(width: 854, height: 480))
    @Option(help: "K.")
    var count = 10_000
    @Option var iterations = 10
    @Option(help: "Measure on this image, at its own size.")
    var image: String?
    @Option(help: "Write the superpixels of the image as a 16-bit PNG for evaluation.")
    var labels: String?
    @Option var threads = ProcessInfo.processInfo.activeProcessorCount
    @Flag(help: "Print one JSON line.")
    var json = false

    func validate() throws {
      guard count > 0, iterations > 0, (1...1024).contains(threads) else {
        throw ValidationError("count, iterations and threads must be at least 1")
      }
    }

    func run() async throws {
      try await reportingErrors {
        var benchmark = SuperpixelBenchmark()
        benchmark.size = size.size
        benchmark.count = count
        benchmark.iterations = iterations
        benchmark.threads = threads
        benchmark.picture = try image.map { try PictureImage.read(path: $0) }
        printReport(benchmark.run(), json: json)
        if let labels, let png = try benchmark.labelImage() {
          try Data(png).write(to: URL(fileURLWithPath: labels))
        }
      }
    }
  }
}

extension BenchCommand {
  struct WholePipeline: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "pipeline", abstract: "Time each stage of a whole run; results go to a temporary folder.")

    @Argument(help: "A video.", completion: .input)
    var input: String
    @Option(completion: .pipeline) var pipeline = "default"
    @Option var maxFrames = 30
    @Option var threads = ProcessInfo.processInfo.activeProcessorCount
    @Flag(help: "Print one JSON line.")
    var json = false

    struct Report: Encodable {
      let benchmark = "pipeline"
      let pipeline, kernels: String
      let frames, iterations, threads: Int
      let seconds: Double
      /// Busy seconds of each stage; stages overlap.
      let busy: [String: Double]
      /// 1 − training / wall time: the overhead besides training.
      let shareBesideTraining: Double
      let peakRssMb: Int
    }

    func run() async throws {
      try await reportingErrors {
        var pipeline = try Pipeline(named: pipeline, threads: threads)
        let times = StageTimes()
        pipeline.times = times
        let video = try Video(word: input, selection: FrameSelection(maxFrames: maxFrames))
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("tessera-bench-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let start = ContinuousClock.now
        let summary = try await pipeline.write(
          video, to: [.overlay(path: folder.path + "/o.mp4"), .labels(folder: folder.path + "/labels")])
        let elapsed = start.duration(to: .now).components
        let seconds = Double(elapsed.seconds) + Double(elapsed.attoseconds) * 1e-18
        let busy = times.seconds
        printReport(
          Report(
            pipeline: self.pipeline, kernels: "\(Kernels.best.level)", frames: summary.frames,
            iterations: summary.iterations, threads: threads, seconds: seconds, busy: busy,
            shareBesideTraining: 1 - (busy["segment"] ?? 0) / seconds,
            peakRssMb: peakResidentMegabytes()), json: json)
      }
    }
  }
}

extension Kernels.Level: ExpressibleByArgument {
  package init?(argument: String) { self.init(name: argument) }

  package static var allValueStrings: [String] { allCases.map { "\($0)" } }
}

/// `481x321`
struct ExactSize: ExpressibleByArgument, CustomStringConvertible {
  let size: PictureSize

  init(size: PictureSize) { self.size = size }

  init?(argument: String) {
    guard case .exact(let size)? = WorkingSize(argument) else { return nil }
    self.size = size
  }

  var description: String { "\(size.width)x\(size.height)" }
}

/// Prints a report as one JSON line, or as one line per figure.
func printReport(_ report: some Encodable, json: Bool) {
  let line = jsonLine(report)
  guard !json, let object = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any] else {
    printToStandardOutput(line)
    return
  }
  for (key, value) in object.sorted(by: { $0.key < $1.key }) { printToStandardOutput("\(key): \(value)\n") }
}
