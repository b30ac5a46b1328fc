import ArgumentParser
import Foundation
import Labels
import Pipeline
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

  @OptionGroup var keys: OverlayKeys

  @Flag(help: "Refuse chunks of machines whose kernels or libraries round differently from the plan's.")
  var sameBytes = false

  @Option(help: "Threads; the labels do not depend on it. (default: one per core)")
  var threads: Int?

  @OptionGroup var messages: ReportingArguments

  func validate() throws {
    try SharedRanges.check(threads: threads)
  }

  func run() async throws {
    let reporter = messages.reporter
    let interruption = Interruption()
    try await reporting(to: reporter) {
      let job = try Job(at: job)
      var settings = try job.settings()
      try keys.apply(look, to: &settings)
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
