import ArgumentParser
import Foundation
import Pipeline
import Tessera

struct OverlayCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "overlay", abstract: "Draw labels over a video, whichever program made them.",
    discussion: """
      Each picture shows the last label map that is not later. Labels without an index (frames.csv) belong to the pictures \
      in order. Labels of another size are scaled.
      """)

  @Argument(help: "A video, an image, a folder of images, or a pattern.", completion: .input)
  var input: String

  @Argument(help: "A folder of label images, or a label video.", completion: .labels)
  var labels: String

  @Argument(help: "The overlay. Names as for --overlay of tessera segment.", completion: .overlay)
  var output: String

  @OptionGroup(title: "Overlay") var look: OverlayArguments

  @OptionGroup var keys: OverlayKeys

  @Option(help: "Threads. (default: one per core)")
  var threads: Int?

  @Flag(help: "Replace an existing file.")
  var overwrite = false

  @OptionGroup var messages: ReportingArguments

  func validate() throws {
    try SharedRanges.check(regions: nil, scale: nil, threads: threads)
    if input == "-" { throw ValidationError("the input needs a file: overlay can not read a pipe") }
    if input.isEmpty || labels.isEmpty || output.isEmpty {
      throw ValidationError("input, labels and output need a name")
    }
  }

  func run() async throws {
    let reporter = messages.reporter
    let output = RunOutput(overlayWord: output)
    if output.isStandardOutput { reporter.leaveStandardOutput() }
    let interruption = Interruption()
    try await reporting(to: reporter) {
      var overlaying = Overlaying(labels, on: input)
      var settings = PipelineSettings()
      try keys.apply(look, to: &settings)
      (overlaying.overlay, overlaying.encoding) = (settings.overlay, settings.encoding)
      if let threads { overlaying.threads = threads }
      reporter.begin(totalFrames: try overlaying.expectedFrames)
      return try await overlaying.write(to: output, overwrite: overwrite) { frame in
        reporter.frame(frame)
        return !interruption.isRequested
      }
    }
  }
}
