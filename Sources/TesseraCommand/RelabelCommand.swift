import ArgumentParser
import Foundation
import Media
import Pipeline
import PipelineFiles
import Tessera

struct RelabelCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "relabel",
    abstract: "Make more or fewer regions of a video that was segmented, without segmenting it again.",
    discussion: """
      Regions are unions of supervoxels, which segment saves beside its labels with the tree that says in what order they \
      join (supervoxels.mkv, supervoxels.csv). With neither --regions nor --scale the tree is cut as the pipeline of the \
      labels says.
      """)

  @Argument(help: "A folder of labels, or a label video, that tessera segment or relabel wrote.")
  var labels: String

  @Option(
    help: ArgumentHelp(
      "In each shot, at most N regions a frame on average; those under 0.1 % of the frame do not count.", valueName: "n"
    ))
  var regions: Int?

  @Option(
    help: ArgumentHelp(
      "The level at which the tree is cut, one for the whole film, as regions.scale; larger: fewer regions.",
      valueName: "s"))
  var scale: Double?

  @Option(name: .customLong("labels"), help: "Where the labels go: a folder, FILE.mkv, md5, md5:FILE, or null.")
  var output: String?

  @Option(
    name: [.long, .customShort("o")],
    help: "The overlay to write; the pictures are decoded again. Names as for tessera segment.")
  var overlay: String?

  @OptionGroup(title: "Overlay (default: as it was)") var look: OverlayArguments

  @Option(help: ArgumentHelp("Another setting of the overlay, as overlay.numbers=true.", valueName: "key=value"))
  var set: [String] = []

  @Option(help: "What the labels are of, for the overlay. (default: the input that the labels name)")
  var input: String?

  @Option(help: "Threads; the labels do not depend on it. (default: one a core)")
  var threads: Int?

  @Flag(help: "Replace results of an earlier run.")
  var overwrite = false

  @Option(help: "auto (a bar on a terminal, else plain), plain, json (lines on standard output) or none.")
  var progress = ProgressStyle.auto

  @Flag(name: .shortAndLong, help: "Say nothing but errors and warnings.")
  var quiet = false

  func validate() throws {
    try SharedRanges.check(regions: regions, scale: scale, threads: threads)
    if let other = set.first(where: { !$0.hasPrefix("overlay.") }) {
      throw ValidationError("--set \(other): only settings of the overlay can change without segmenting again")
    }
    if overlay == nil, look.isGiven || !set.isEmpty {
      throw ValidationError("--style, --opacity, --crf, --preset and --set are for --overlay, which is not given")
    }
    if output == nil, overlay == nil { throw ValidationError("give --labels, --overlay or both") }
    if output == "" || overlay == "" || input == "" {
      throw ValidationError("--labels, --overlay and --input need a name")
    }
    try LabelsWord.check(output)
    if input == "-" { throw ValidationError("--input needs a file: standard input can be read only once") }
  }

  private func changeOverlay(of relabeling: inout Relabeling) throws {
    var settings = PipelineSettings()
    settings.overlay = relabeling.overlay
    for assignment in set { try PipelineFile.apply(assignment, to: &settings) }
    look.apply(to: &settings.overlay)
    relabeling.overlay = settings.overlay
  }

  func run() async throws {
    let reporter = ProgressReporter(style: quiet ? .none : progress, isQuiet: quiet)
    let outputs = [overlay.map { Output(overlayWord: $0) }, output.map { Output(labelsWord: $0) }].compactMap { $0 }
    if outputs.contains(where: \.isStandardOutput) { reporter.leaveStandardOutput() }
    FFmpegLog.install()
    let interruption = Interruption()
    do {
      var relabeling = try Relabeling(of: labels, cut: regions.map { .count($0) } ?? scale.map { .scale($0) })
      relabeling.input = input
      if let threads { relabeling.threads = threads }
      try changeOverlay(of: &relabeling)
      reporter.begin(totalFrames: relabeling.expectedFrames)
      let summary = try await relabeling.write(to: outputs, overwrite: overwrite) { frame in
        reporter.frame(frame)
        return !interruption.isRequested
      }
      reporter.finish(summary)
      if !summary.isComplete { throw Exit.interrupted }
    } catch let code as ExitCode {
      throw code
    } catch let failure as PipelineFailure {
      reporter.finish(failure.summary, failure: failure)
      throw Exit.code(for: failure)
    } catch {
      reporter.fail(error)
      throw Exit.code(for: error)
    }
  }
}
