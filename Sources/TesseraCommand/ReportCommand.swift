import ArgumentParser
import Foundation
import Media
import Report
import Tessera

struct ReportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Make a page that shows what a run did: shots, regions over time, a player.",
    discussion: """
      One HTML file that opens offline in any browser, under 10 MB. Without the input it has no pictures. \
      docs/REPORT.md describes it.
      """)

  @OptionGroup var source: LabeledInputArguments

  @Option(name: [.long, .customShort("o")], help: "The page. (default: NAME.report.html for NAME.labels or NAME.mkv)")
  var out: String?

  @Flag(name: .customLong("no-tc"), help: "Do not measure temporal consistency, which takes most of the time.")
  var omitsConsistency = false

  @Flag(help: "Replace an existing page.")
  var overwrite = false

  @Flag(name: .shortAndLong, help: "Print only errors and warnings.")
  var quiet = false

  func validate() throws {
    if out == "" { throw ValidationError("--out needs a name") }
  }

  func run() async throws {
    let interruption = Interruption("stopping")
    try await reportingErrors {
      let input = try source.namedInput()
      if input == nil, !quiet, OutputFiles.exists(source.labels) {
        printToStandardError("tessera: note: without the input, the page has no pictures; name it after the labels\n")
      }
      var run = ReportRun(labels: source.labels, input: input, output: path, version: TesseraVersion.current)
      run.overwrite = overwrite
      run.measuresConsistency = !omitsConsistency
      run.threads = source.threads ?? ProcessInfo.processInfo.activeProcessorCount
      run.isStopRequested = interruption.isRequestedNow
      let isShown = !quiet && isatty(STDERR_FILENO) == 1
      run.onFrame = { done, count in
        guard isShown, done % 10 == 0 || done == count else { return }
        writeToStandardError("\r\u{1B}[2K" + (done < count ? "\(done)/\(count) frames" : ""))
      }
      let summary = try run.run()
      for warning in summary.warnings { printToStandardError("tessera: warning: \(warning)\n") }
      if !quiet { printToStandardOutput("report: \(summary.text(of: path))\n") }
    }
  }

  /// `clip.report.html` of `clip.labels` and `clip.mkv`, `clip.fixed.report.html` of `clip.fixed`; a pattern or a dot is no
  /// name.
  private var path: String {
    let isName = ![".", "..", "/"].contains(source.labels.fileName) && !source.labels.contains { "*?[%".contains($0) }
    let hasEnding = ["labels", "mkv"].contains(source.labels.fileExtension.lowercased())
    let name = hasEnding ? source.labels.withoutExtension : source.labels
    return out ?? (isName ? name : "labels") + ".report.html"
  }
}

extension ReportRun.Summary {
  /// What was written.
  func text(of path: String) -> String {
    let size = String(format: "%.1f MB", Double(bytes) / 1_000_000)
    return "\(path) (\(frames) frame\(frames == 1 ? "" : "s"), \(regions) region\(regions == 1 ? "" : "s"), \(size))"
  }
}
