import ArgumentParser
import Foundation
import Pipeline
import Tessera

struct ImportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Make labels of annotations of another tool: COCO, YouTube-VIS, CVAT, DAVIS.",
    discussion: """
      With --like, the frames are those of the labels that were exported: their exact times, names and colors. So labels \
      that were corrected elsewhere can be checked, evaluated, exported and drawn like all others. They have no \
      supervoxels: relabel --regions merges their regions.
      """)

  @Argument(help: "A JSON or XML file, or a folder of label images.", completion: .file(extensions: ["json", "xml"]))
  var source: String

  @Option(name: .customLong("labels"), help: "The labels to write: a folder, or FILE.mkv.", completion: .labels)
  var output: String

  @Option(help: "coco, youtube-vis, cvat or davis. (default: by the contents)")
  var format: ImportFormat?

  @Option(help: "The labels that were exported.", completion: .labels)
  var like: String?

  @Option(help: "The segmented input, which labels.json names. (default: that of --like)", completion: .input)
  var input: String?

  @Option(help: "Frames per second where there are no times. (default: 25)")
  var fps: Rational?

  @Option(help: "Threads. (default: one per core)")
  var threads: Int?

  @Flag(help: "Replace the results of an earlier run.")
  var overwrite = false

  @Flag(name: .shortAndLong, help: "Print only errors and warnings.")
  var quiet = false

  func validate() throws {
    try SharedRanges.check(regions: nil, scale: nil, threads: threads)
    if output.isEmpty || source.isEmpty || like == "" || input == "" {
      throw ValidationError("the source, --labels, --like and --input need a name")
    }
    try LabelsWord.check(output)
    switch RunOutput(labelsWord: output) {
    case .labels, .labelVideo: break
    default: throw ValidationError("--labels \(output): imported labels are a folder or FILE.mkv")
    }
  }

  func run() async throws {
    let reporter = ProgressReporter(style: .none, isQuiet: quiet)
    let interruption = Interruption()
    try await reporting(to: reporter) {
      var importing = Importing(from: source)
      (importing.format, importing.like, importing.input) = (format, like, input)
      if let fps { importing.frameRate = fps }
      if let threads { importing.threads = threads }
      reporter.begin(totalFrames: nil)
      return try await importing.write(to: RunOutput(labelsWord: output), overwrite: overwrite) { _ in
        !interruption.isRequested
      }
    }
  }
}

extension ImportFormat: ExpressibleByArgument {}
