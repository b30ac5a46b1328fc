import ArgumentParser
import Evaluation
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

    @Option(
      help: ArgumentHelp(
        "Bounds on figures, comma-separated: tc=0.95,labels_last<=8. A missed one ends with exit code 3. = means at least, or at most where less is better.",
        valueName: "bounds"))
    var require: String?

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
      let requirements = try requirements()
      if masks == nil, let name = requirements.first(where: { VideoFigures.namesOfMasks.contains($0.name) })?.name {
        throw ValidationError("--require \(name) needs --masks")
      }
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
        try check(report.figures)
      }
    }

    private func requirements() throws(ValidationError) -> [FigureRequirement] {
      guard let require else { return [] }
      do {
        return try FigureRequirement.list(require)
      } catch {
        throw ValidationError("--require: \(error)")
      }
    }

    /// Reports every bound that is missed.
    private func check(_ figures: VideoFigures) throws {
      let missed = try requirements().filter { !$0.isMet(by: figures) }
      for requirement in missed {
        let value = figures.value(of: requirement.name).map(plain) ?? "without a value"
        printError("\(labels): \(requirement.name) is \(value); required: \(requirement.bounds)")
      }
      if !missed.isEmpty { throw Exit.requirement }
    }
  }
}
