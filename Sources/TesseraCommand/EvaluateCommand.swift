import ArgumentParser
import EvaluationFiles
import Foundation

struct EvaluateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate", abstract: "Evaluate labels against their pictures and ground truth.",
    subcommands: [VideoLabels.self, Stills.self])

  struct VideoLabels: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "video", abstract: "Measure a segmented video; docs/EVALUATION.md defines the figures.")

    @Argument(
      help:
        "Label PNGs, one for each frame, in a folder, or a label video: the palette index or gray value is the label.",
      completion: .labels)
    var labels: String

    @Option(help: "The segmented input: a video, a folder of images, or a pattern.", completion: .input)
    var frames: String

    @Option(
      help: "A folder of ground truth PNGs: binary masks, object ids (0 is background) or, with --void, classes.",
      completion: .directory)
    var masks: String?

    @Option(help: "The void value of the masks; all other values, including 0, are then classes.")
    var void: UInt32?

    @Option(help: "Evaluate the first N frames only.")
    var limit: Int?

    @Flag(help: "Print one JSON line.")
    var json = false

    @Option(help: "Threads; the figures do not depend on it. (default: one per core)")
    var threads: Int?

    func validate() throws {
      if let limit, limit < 1 { throw ValidationError("--limit must be at least 1, not \(limit)") }
      if let threads, !(1...1024).contains(threads) {
        throw ValidationError("--threads must be in 1…1024, not \(threads)")
      }
      if void != nil, masks == nil { throw ValidationError("--void needs --masks") }
    }

    func run() async throws {
      try await reportingErrors {
        var evaluation = VideoEvaluation(labels: labels, input: frames)
        evaluation.masks = masks
        evaluation.void = void
        evaluation.limit = limit
        evaluation.threads = threads ?? ProcessInfo.processInfo.activeProcessorCount
        let report = try evaluation.run()
        for warning in report.warnings { printToStandardError("tessera: warning: \(warning)\n") }
        printToStandardOutput(
          json ? jsonLine(report.figures) : VideoFiguresTable(figures: report.figures, size: report.size).description)
      }
    }
  }
}
