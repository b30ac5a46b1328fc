import ArgumentParser
import EvaluationFiles
import Foundation

extension EvaluateCommand {
  struct Stills: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "stills", abstract: "Measure segmented stills; docs/EVALUATION.md defines the figures.")

    @Argument(
      help: "A folder of label PNGs, NAME.png: the palette index or gray value is the label.", completion: .directory)
    var labels: String

    @Argument(
      help: "A folder of ground truth: NAME.mat of BSDS500, NAME.png, or a folder NAME of PNGs.", completion: .directory
    )
    var groundTruth: String

    @Flag(help: "Split labels into 8-connected segments, as the paper does.")
    var split = false

    @Flag(help: "Print one JSON line, with the precision-recall curves.")
    var json = false

    func run() async throws {
      try await reportingErrors {
        var evaluation = StillEvaluation(labels: labels, truth: groundTruth)
        evaluation.splits = split
        let figures = try evaluation.run()
        printToStandardOutput(json ? jsonLine(figures) : StillFiguresTable(figures: figures).description)
      }
    }
  }
}
