import ArgumentParser
import EvaluationFiles
import Foundation
import Labels
import Media

/// Labels and the input that was segmented, for commands that read both.
struct LabeledInputArguments: ParsableArguments {
  @Argument(
    help: "A folder of labels, or a label video: of tessera, or label images of another program.", completion: .labels)
  var labels: String

  @Argument(help: "The segmented input. (default: as named by the labels, if it is still there)", completion: .input)
  var input: String?

  @Option(help: "Threads for decoding. (default: one per core)")
  var threads: Int?

  func validate() throws {
    if let threads, !(1...1024).contains(threads) {
      throw ValidationError("--threads must be in 1…1024, not \(threads)")
    }
    if input == "" || labels == "" { throw ValidationError("the labels and the input need a name") }
    if input == "-" { throw ValidationError("the input must be a file: standard input can be read only once") }
  }

  var decodingThreads: Int { min(16, threads ?? ProcessInfo.processInfo.activeProcessorCount) }

  /// The input as given, or as named by the labels; nil if there is none.
  ///
  /// - Throws: `MediaError` if the table of the labels can not be read.
  func namedInput() throws -> NamedInput? {
    if let input { return NamedInput(input) }
    guard let files = try? LabelFiles(labels), OutputFiles.exists(files.table) else { return nil }
    return NamedInput(of: try LabelTable.read(path: files.table).origin, labels: labels)
  }
}
