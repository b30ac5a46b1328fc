import ArgumentParser
import Foundation
import Pipeline
import Tessera

struct CorrectCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "correct",
    abstract: "Correct labels by a few words: merge, split, name, color, pin, forget, cut.",
    discussion: """
      The corrections are a list in YAML, such as "- merge: [3, 7]" or "- split: 5 at 12.4s". Only the shots that they \
      touch are written anew, all other label images stay as they are. docs/CORRECTIONS.md describes the list.
      """)

  @Argument(help: "A folder of labels with supervoxels, as tessera segment writes it.", completion: .labels)
  var labels: String

  @Argument(help: "The list of corrections.", completion: .corrections)
  var corrections: String

  @Argument(
    help: "The segmented input, for cuts and the overlay. (default: as named by the labels)", completion: .input)
  var input: String?

  @Option(name: .customLong("labels"), help: "The folder for the corrected labels.", completion: .labels)
  var output: String?

  @Flag(help: "Replace the labels by the corrected ones.")
  var inPlace = false

  @Flag(help: "Give the labels these corrections and no others: those that the list lacks are taken back.")
  var replace = false

  @Option(
    name: [.long, .customShort("o")],
    help: "The overlay output, with the corrected labels. Names as for tessera segment.", completion: .overlay)
  var overlay: String?

  @OptionGroup(title: "Overlay (default: unchanged)") var look: OverlayArguments

  @OptionGroup var keys: OverlayKeys

  @Option(help: "Threads; the labels do not depend on it. (default: one per core)")
  var threads: Int?

  @Flag(help: "Replace the results of an earlier run.")
  var overwrite = false

  @OptionGroup var messages: ReportingArguments

  func validate() throws {
    try SharedRanges.check(threads: threads)
    if overlay == nil, look.isGiven || keys.isGiven {
      throw ValidationError("--style, --opacity, --crf, --preset and --set need --overlay")
    }
    if (output == nil) != inPlace { throw ValidationError("give either --labels FOLDER or --in-place") }
    if [output, overlay, input, labels, corrections].contains("") {
      throw ValidationError("labels, corrections and outputs need a name")
    }
    if let output, output.hasSuffix(".mkv") || output == "null" || output == "md5" || output.hasPrefix("md5:") {
      throw ValidationError("--labels \(output): corrected labels are a folder; for one of this name write ./\(output)")
    }
    if input == "-" { throw ValidationError("the input needs a file: standard input can be read only once") }
  }

  func run() async throws {
    let reporter = messages.reporter
    let overlay = overlay.map { RunOutput(overlayWord: $0) }
    if overlay?.isStandardOutput ?? false { reporter.leaveStandardOutput() }
    let interruption = Interruption()
    try await reporting(to: reporter) {
      var correcting = try Correcting(labels, by: corrections)
      correcting.input = input
      correcting.isReplacing = replace
      correcting.isStopRequested = interruption.isRequestedNow
      if let threads { correcting.threads = threads }
      var settings = PipelineSettings()
      (settings.overlay, settings.encoding) = (correcting.overlay, correcting.encoding)
      try keys.apply(look, to: &settings)
      (correcting.overlay, correcting.encoding) = (settings.overlay, settings.encoding)
      reporter.begin(totalFrames: overlay == nil ? nil : correcting.expectedFrames)
      return try await correcting.write(
        to: output.map { .folder($0) } ?? .inPlace, overlay: overlay, overwrite: overwrite
      ) { frame in
        reporter.frame(frame)
        return !interruption.isRequested
      }
    }
  }
}
