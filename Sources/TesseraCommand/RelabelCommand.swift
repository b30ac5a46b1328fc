import ArgumentParser
import Foundation
import Pipeline
import Tessera

struct RelabelCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "relabel",
    abstract: "Change the number of regions of a segmented video without segmenting it again.",
    discussion: """
      Regions are unions of supervoxels, which segment saves with their merge tree next to the labels (supervoxels.mkv, \
      supervoxels.csv). Without --regions and --scale the regions are those of the labels, such as for an overlay in another \
      style. Labels without supervoxels, as imported ones, get fewer regions by merging those that they have, for which \
      the input is decoded.
      """)

  @Argument(help: "A folder of labels, or a label video, that tessera segment or relabel wrote.", completion: .labels)
  var labels: String

  @Option(
    help: ArgumentHelp(
      "At most N regions per frame on average in each shot, not counting those below 0.1 % of the picture.",
      valueName: "n"))
  var regions: Int?

  @Option(
    help: ArgumentHelp(
      "The cut level of the merge tree for the whole video, as regions.scale; larger: fewer regions.",
      valueName: "s"))
  var scale: Double?

  @OptionGroup(title: "Guidance") var guidance: GuidanceArguments

  @Option(
    name: .customLong("labels"), help: "The label output: a folder, FILE.mkv, md5, md5:FILE, or null.",
    completion: .labels)
  var output: String?

  @Option(
    name: [.long, .customShort("o")],
    help: "The overlay output; the input is decoded again. Names as for tessera segment.", completion: .overlay)
  var overlay: String?

  @OptionGroup(title: "Overlay (default: unchanged)") var look: OverlayArguments

  @OptionGroup var keys: OverlayKeys

  @Option(
    help: """
      The segmented input, for the overlay, scribbles, references and merging regions. (default: as named by the labels)
      """,
    completion: .input)
  var input: String?

  @Option(help: "Threads; the labels do not depend on it. (default: one per core)")
  var threads: Int?

  @Flag(help: "Replace the results of an earlier run.")
  var overwrite = false

  @OptionGroup var messages: ReportingArguments

  func validate() throws {
    try SharedRanges.check(regions: regions, scale: scale, threads: threads)
    if overlay == nil, look.isGiven || keys.isGiven {
      throw ValidationError("--style, --opacity, --crf, --preset and --set need --overlay")
    }
    if output == nil, overlay == nil { throw ValidationError("give --labels, --overlay or both") }
    if output == "" || overlay == "" || input == "" {
      throw ValidationError("--labels, --overlay and --input need a name")
    }
    if guidance.isGiven, regions != nil || scale != nil {
      throw ValidationError("with \(guidance.names), the classes are the regions; give --regions and --scale without")
    }
    try LabelsWord.check(output)
    if input == "-" { throw ValidationError("--input needs a file: standard input can be read only once") }
  }

  private func changeOverlay(of relabeling: inout Relabeling) throws {
    var settings = PipelineSettings()
    (settings.overlay, settings.encoding) = (relabeling.overlay, relabeling.encoding)
    try keys.apply(look, to: &settings)
    (relabeling.overlay, relabeling.encoding) = (settings.overlay, settings.encoding)
  }

  func run() async throws {
    let reporter = messages.reporter
    let outputs = [overlay.map { RunOutput(overlayWord: $0) }, output.map { RunOutput(labelsWord: $0) }].compactMap {
      $0
    }
    if outputs.contains(where: \.isStandardOutput) { reporter.leaveStandardOutput() }
    let interruption = Interruption()
    try await reporting(to: reporter) {
      var relabeling = try Relabeling(of: labels, cut: regions.map { .count($0) } ?? scale.map { .scale($0) })
      relabeling.input = input
      guidance.apply(to: &relabeling)
      relabeling.isStopRequested = interruption.isRequestedNow
      if let threads { relabeling.threads = threads }
      try changeOverlay(of: &relabeling)
      reporter.begin(totalFrames: relabeling.expectedFrames)
      return try await relabeling.write(to: outputs, overwrite: overwrite) { frame in
        reporter.frame(frame)
        return !interruption.isRequested
      }
    }
  }
}
