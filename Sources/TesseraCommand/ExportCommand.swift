import ArgumentParser
import Foundation
import Tessera

struct ExportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Write labels in the format of another tool.",
    discussion: """
      Formats: coco, coco-polygons, youtube-vis, cvat, cvat-images, davis, youtube-vos, mots, kitti-mots, npy, npz, zarr, color (a video), \
      svg, geojson (JSON lines of outlines), alpha=ID (one region: .mov, .webm or a folder of PNG images); of the cuts: \
      cuts (CSV), edl, chapters, pyscenedetect, otio. docs/EXPORT.md says which tool reads which.
      """)

  @Argument(help: "A folder of label images, or a label video.", completion: .labels)
  var labels: String

  @Argument(help: "The format.", completion: .exportFormat, transform: { try format(of: $0) })
  var format: ExportFormat

  @Argument(help: "The file or folder to write.", completion: .file())
  var output: String

  @Option(help: "The segmented input, for alpha. (default: as named by the labels)", completion: .input)
  var input: String?

  @Option(help: "Threads. (default: one per core)")
  var threads: Int?

  @Flag(help: "Replace an earlier export.")
  var overwrite = false

  @Flag(name: .shortAndLong, help: "Print only errors and warnings.")
  var quiet = false

  private static func format(of word: String) throws -> ExportFormat {
    do {
      return try ExportFormat(word: word)
    } catch {
      throw ValidationError("\(error)")
    }
  }

  func validate() throws {
    try SharedRanges.check(regions: nil, scale: nil, threads: threads)
    if output.isEmpty || labels.isEmpty || input == "" { throw ValidationError("labels, output and input need a name") }
    if output == "-" { throw ValidationError("an export goes to a file or a folder, not to standard output") }
    if input == "-" { throw ValidationError("--input needs a file: standard input can be read only once") }
  }

  func run() async throws {
    try await reportingErrors {
      let interruption = Interruption("stopping; nothing is written")
      var export = Exporting(of: labels, as: format)
      export.input = input
      if let threads { export.threads = threads }
      guard let line = try export.write(to: output, overwrite: overwrite, progress: { _ in !interruption.isRequested })
      else { throw Exit.interrupted }
      if !quiet { printToStandardOutput("\(format.word): \(line)\n") }
    }
  }
}
