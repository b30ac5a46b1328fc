import ArgumentParser
import Foundation
import Reproduction

struct ReproduceCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reproduce", abstract: "Reproduce the paper's experiments with tables and figures.",
    subcommands: [BSDS500.self])

  struct BSDS500: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "bsds500",
      abstract: "Run all methods and settings on stills of BSDS500; see docs/EVALUATION.md.",
      discussion: """
        kmeans: α = 1, 3, 5, 7 and k = 2…20 (kmeans-α-k). graph: β = 100, 500, 1000, 1500, 2000 (graph-β). \
        paper: the network, M = 1…5 (paper-M1 …), minutes per still. stills: pipeline stills, M = 1…3 (stills-M1 …). \
        tip2020: the sequel's loss of continuity, μ = 1, 5 (tip2020-μ), minutes per still, not run by default.
        """)

    @Argument(help: "A folder with images and groundTruth.", completion: .directory)
    var folder: String

    @Option(
      help: ArgumentHelp("Methods or single settings, comma-separated: kmeans,graph-500,paper-M2.", valueName: "names"))
    var methods = Method.usual.joined(separator: ",")

    @Option(help: "The number of stills, evenly spaced. (default: all)")
    var images: Int?

    @Option(
      help: ArgumentHelp("The folder for label maps, tables and figures.", valueName: "folder"), completion: .directory)
    var out = "reproduction"

    @Flag(help: "Reuse the label maps in the folder.")
    var resume = false

    @Option(help: "Threads, one per still; the results do not depend on it. (default: one per core)")
    var threads: Int?

    @Option(help: "auto (a line on a terminal, else plain), plain, json (lines on standard output) or none.")
    var progress = ProgressStyle.auto

    func validate() throws {
      if let images, images < 1 { throw ValidationError("--images must be at least 1, not \(images)") }
      if let threads, !(1...1024).contains(threads) {
        throw ValidationError("--threads must be in 1…1024, not \(threads)")
      }
      if methodNames.isEmpty { throw ValidationError("--methods is empty") }
      if out.isEmpty { throw ValidationError("--out needs a name") }
    }

    private var methodNames: [String] {
      methods.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
    }

    func run() async throws {
      try await reportingErrors {
        let chosen = try Method.selected(by: methodNames, from: Method.all())
        let report = try Report()
        var experiment = Experiment(chosen, on: try DataSet(folder), count: images, folder: out)
        experiment.resumes = resume
        experiment.threads = threads ?? ProcessInfo.processInfo.activeProcessorCount
        try await run(experiment, report)
      }
    }

    private func run(_ experiment: Experiment, _ report: Report) async throws {
      let reporter = ExperimentReporter(style: progress)
      let interruption = Interruption("stopping")
      let work = Task { try await experiment.run { reporter.show($0, threads: experiment.threads) } }
      interruption.onRequest { work.cancel() }
      do {
        let comparison = try await work.value
        reporter.finish(comparison, page: try report.write(comparison, of: experiment))
      } catch {
        reporter.clear()
        guard interruption.isRequested else { throw error }
        let isBegun = FileManager.default.fileExists(atPath: experiment.folder)
        printToStandardError(
          "tessera: interrupted"
            + (isBegun
              ? "; label maps so far are in \(experiment.folder): continue with the same command and --resume\n"
              : " before the first label map\n"))
        throw Exit.interrupted
      }
    }
  }
}
