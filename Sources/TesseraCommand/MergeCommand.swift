import ArgumentParser
import Foundation
import Labels
import Pipeline
import PipelineFiles
import Report
import Tessera

struct MergeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge", abstract: "Merge the chunks of a job: one overlay, one set of labels.",
    discussion: """
      Without --overlay and --labels, NAME.overlay.mp4 and NAME.labels are written. Sound, subtitles and times are those \
      of the video.
      """)

  @Argument(help: "The folder of the job.", completion: .directory)
  var job: String

  @OptionGroup(title: "Output") var output: OutputArguments

  @OptionGroup(title: "Overlay (default: as planned)") var look: OverlayArguments

  @Option(
    help: ArgumentHelp("Set an overlay key, such as overlay.numbers=true.", valueName: "key=value"),
    completion: .overlaySetting)
  var set: [String] = []

  @Flag(help: "Refuse chunks of machines whose kernels or libraries round differently from the plan's.")
  var sameBytes = false

  @Option(help: "Threads; the labels do not depend on it. (default: one per core)")
  var threads: Int?

  @Option(help: "auto (a bar on a terminal, else plain), plain, json (lines on standard output) or none.")
  var progress = ProgressStyle.auto

  @Flag(name: .shortAndLong, help: "Print only errors and warnings.")
  var quiet = false

  func validate() throws {
    try SharedRanges.check(threads: threads)
    if let other = set.first(where: { !$0.hasPrefix("overlay.") }) {
      throw ValidationError("--set \(other): only overlay settings can change after the plan")
    }
  }

  func run() async throws {
    let reporter = ProgressReporter(style: quiet ? .none : progress, isQuiet: quiet)
    let interruption = Interruption()
    try await reporting(to: reporter) {
      let job = try Job(at: job)
      var settings = try job.settings()
      for assignment in set { try PipelineFile.apply(assignment, to: &settings) }
      look.apply(to: &settings)
      let outputs = output.outputs(named: job.stem)
      if outputs.contains(where: \.isStandardOutput) { reporter.leaveStandardOutput() }
      let report = try output.reportRun(
        of: NamedInput(job.film), outputs, threads: threads, interruption: interruption, reporter: reporter)
      if let folder = output.outputDir { try OutputFiles.makeFolder(folder) }
      reporter.begin(totalFrames: job.plan.frames)
      var summary = try await job.merge(
        to: outputs, settings: settings, requiresSameBytes: sameBytes, overwrite: output.overwrite,
        threads: threads ?? ProcessInfo.processInfo.activeProcessorCount
      ) { frame in
        reporter.frame(frame)
        return !interruption.isRequested
      }
      guard summary.isComplete, let report else { return summary }
      do {
        summary.lines.append("report: " + (try report.run()).text(of: report.output))
      } catch {
        // Everything else is complete.
        reporter.finish(summary)
        throw error
      }
      return summary
    }
  }
}
