import ArgumentParser
import PipelineFiles
import Tessera

struct PipelinesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pipelines", abstract: "List the shipped pipelines, or print one with all keys.",
    subcommands: [List.self, Show.self], defaultSubcommand: List.self)

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the shipped pipelines.")

    func run() async throws {
      try await reportingErrors {
        for name in PipelineFile.shipped.keys.sorted() {
          let padding = String(repeating: " ", count: max(1, 16 - name.count))
          printToStandardOutput("\(name)\(padding)\(PipelineFile.summary(ofShipped: name))\n")
        }
      }
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show", abstract: "Print a pipeline: every key with its value, meaning and range.")

    @Argument(help: "A shipped pipeline or a YAML file.", completion: .pipeline)
    var name = "default"

    func run() async throws {
      try await reportingErrors {
        var notes = ReadingNotes()
        printToStandardOutput(PipelineFile.print(try PipelineFile.load(name, notes: &notes)))
        for line in notes.deprecations { printToStandardError("tessera: note: \(line)\n") }
      }
    }
  }
}
