import ArgumentParser
import Foundation
import Tessera

struct ShotsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "shots", abstract: "List the cuts of a video, by its motion only.",
    discussion: "Nothing is trained or segmented. Without --export, the list is printed as CSV.")

  @Argument(help: "A video, a folder of images, a pattern, or - (standard input).", completion: .input)
  var input: String

  @Option(
    help: ArgumentHelp(
      "Write the list: cuts (CSV), edl, chapters (FFmpeg's metadata), pyscenedetect or otio, such as edl:clip.edl; may be repeated.",
      valueName: "format:file"), completion: .cutList)
  var export: [String] = []

  @OptionGroup(title: "Frames") var frames: SelectionArguments

  @OptionGroup(title: "Input") var opening: InputArguments

  @Option(help: "Threads; the list does not depend on it. (default: one per core)")
  var threads: Int?

  @Flag(help: "Replace existing files.")
  var overwrite = false

  @Flag(name: .shortAndLong, help: "Print only errors and warnings.")
  var quiet = false

  func validate() throws {
    try SharedRanges.check(regions: nil, scale: nil, threads: threads)
    _ = try outputs
  }

  private var outputs: [(format: CutListFormat, path: String)] {
    get throws {
      try export.map { word in
        guard case .export(.cuts(let format), let path) = try RunOutput(exportWord: word) else {
          throw ValidationError("--export \(word): shots writes lists of cuts only")
        }
        return (format, path)
      }
    }
  }

  func run() async throws {
    try await reportingErrors {
      let interruption = Interruption("stopping; nothing is written")
      let video = try Video(word: input, selection: frames.selection, options: opening.options(for: input))
      var detection = ShotDetection(of: video)
      if let threads { detection.threads = threads }
      detection.isStopRequested = interruption.isRequestedNow
      let outputs = try outputs
      guard !outputs.isEmpty else {
        guard let text = try await detection.text(as: .csv) else { throw Exit.interrupted }
        printToStandardOutput(text)
        return
      }
      guard let lines = try await detection.write(to: outputs, overwrite: overwrite) else { throw Exit.interrupted }
      if !quiet { printToStandardOutput(lines.joined(separator: "\n") + "\n") }
    }
  }
}
