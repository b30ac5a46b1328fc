import ArgumentParser
import Foundation
import Measurements

struct MeasureCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "measure",
    abstract: "Measure every region in every frame: area, place, outline, color, velocity, neighbors.",
    discussion: """
      Writes a line for each region and frame, and next to it a line for each region's life (regions.tracks.csv for \
      regions.csv). docs/REPORT.md defines the columns; where scikit-image's regionprops has a property, it is the same.
      """)

  @OptionGroup var source: LabeledInputArguments

  @Option(
    name: [.long, .customShort("o")],
    help: "The table to write: .csv, or .jsonl for JSON lines; - for standard output, then without the lives.")
  var out: String

  @Option(help: "csv or jsonl. (default: by the name of the table)")
  var format: MeasurementFormat?

  @Flag(help: "Replace existing tables.")
  var overwrite = false

  @Flag(name: .shortAndLong, help: "Print only errors and warnings.")
  var quiet = false

  func validate() throws {
    if out.isEmpty { throw ValidationError("--out needs a name") }
  }

  func run() async throws {
    let interruption = Interruption("stopping")
    try await reportingErrors {
      let input = try source.namedInput()
      if input == nil, !quiet {
        printToStandardError(
          "tessera: note: without the input, the columns of colors are empty; name it after the labels\n")
      }
      var run = MeasurementRun(labels: source.labels, input: input)
      run.output = out == "-" ? nil : out
      run.format = format ?? MeasurementFormat(path: out)
      run.overwrite = overwrite
      run.threads = source.decodingThreads
      run.isStopRequested = interruption.isRequestedNow
      let summary = try run.run()
      for warning in summary.warnings { printToStandardError("tessera: warning: \(warning)\n") }
      guard !quiet, let lives = summary.livesPath else { return }
      printToStandardOutput(
        "\(out): the regions of \(summary.frames) frame\(summary.frames == 1 ? "" : "s")\n"
          + "\(lives): \(summary.tracks) region\(summary.tracks == 1 ? "" : "s")\n")
    }
  }
}

extension MeasurementFormat: ExpressibleByArgument {}
