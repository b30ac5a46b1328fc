import ArgumentParser
import Foundation
import Tessera

/// The command line: parses arguments, prints messages and sets exit codes.
@main
struct TesseraCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tessera",
    abstract: "Segments video without training data, prompts, downloaded weights or a GPU.",
    discussion: """
      A small network is trained on the frames that it segments, starting from the weights of the previous frame.

      Exit codes: 0 done; 3 a required figure is missed (evaluate); 64 bad usage, or a bad pipeline file or key; 65 the input can not be read or \
      decoded, or labels do not match it; 70 segmentation failed; 73 an output was rejected or failed; 130 interrupted.
      """,
    version: "tessera \(TesseraVersion.current)",
    subcommands: [
      SegmentCommand.self, TrainCommand.self, RelabelCommand.self, CorrectCommand.self, OverlayCommand.self,
      ExportCommand.self,
      ImportCommand.self,
      InspectCommand.self, ShowCommand.self, MeasureCommand.self, ReportCommand.self, CheckCommand.self,
      EvaluateCommand.self, ShotsCommand.self, PlanCommand.self, MergeCommand.self, SubmitCommand.self,
      StatusCommand.self, PipelinesCommand.self, ReproduceCommand.self, BenchCommand.self,
    ],
    defaultSubcommand: SegmentCommand.self)

  /// All errors are printed in the same format.
  static func main() async {
    if let problem = Environment.problem {
      printError(problem)
      // At exit, libraries would wait for threads that they could not create.
      _exit(Exit.usage.rawValue)
    }
    Allocator.keepLittle()
    // This program has no use for FFmpeg's own output; as a library, Tessera leaves the log alone.
    FFmpegLog.install()
    if CommandLine.arguments.count < 2 {
      printToStandardError(helpMessage() + "\n")
      Foundation.exit(Exit.usage.rawValue)
    }
    do {
      var command = try parseAsRoot()
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
    } catch {
      let code = exitCode(for: error)
      // Help, the version, and errors that were printed already.
      if code.isSuccess || error is ExitCode { exit(withError: error) }
      printError(message(for: error))
      let hint = fullMessage(for: error).split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
        .first { $0.hasPrefix("See '") }?.replacing(" for more information.", with: "")
      let names = configuration.subcommands.compactMap { $0.configuration.commandName }
      // The default command is segment.
      let isSegment = !names.contains(CommandLine.arguments[1])
      printToStandardError(
        (isSegment ? "See 'tessera segment --help'" : hint ?? "See 'tessera --help'") + "\n")
      Foundation.exit(Exit.usage.rawValue)
    }
  }
}
