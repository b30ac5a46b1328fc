import ArgumentParser
import EvaluationFiles
import Foundation

struct CheckCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Check that there is one label map for every frame, with the same time and size.",
    discussion: """
      The input is decoded again. For a selection (--start, --duration, --every, --max-frames) only its frames are \
      checked, according to labels.json. The exit code is 65 if anything differs.
      """)

  @Argument(help: "A folder of labels, or a label video with its .csv and .json.", completion: .labels)
  var labels: String

  @Argument(help: "The segmented input: a video, an image, a folder of images, or a pattern.", completion: .input)
  var input: String

  @Option(help: "Threads for decoding. (default: one per core)")
  var threads: Int?

  func validate() throws {
    if let threads, !(1...1024).contains(threads) {
      throw ValidationError("--threads must be in 1…1024, not \(threads)")
    }
  }

  func run() async throws {
    try await reportingErrors {
      var check = LabelCheck(labels: labels, input: input)
      check.threads = min(16, threads ?? ProcessInfo.processInfo.activeProcessorCount)
      let report = try check.run()
      for warning in report.warnings { printToStandardError("tessera: warning: \(warning)\n") }
      guard report.differences > 0 else {
        let frames = report.selection == .all ? "frame of \(input)" : "selected frame of \(input) (\(report.selection))"
        printToStandardOutput(
          "\(labels): \(report.frames) label maps, one for every \(frames), with its time and size (\(report.size))\n")
        return
      }
      for line in report.lines { printToStandardOutput("\(line)\n") }
      let more = report.differences - report.lines.count
      if more > 0 { printToStandardOutput("and \(more) more\n") }
      throw EvaluationError.labelsDiffer(
        labels: labels, input: input, frames: report.frames, differences: report.differences)
    }
  }
}
