import ArgumentParser
import Foundation

@main
struct ManualGenerator: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Writes the manual pages and the reference of tessera, from what tessera says about itself.",
    discussion: "Reads the output of: tessera --experimental-dump-help.")

  @Option(help: "The version in the footer.")
  var version: String

  @Option(help: "The date of the pages, in seconds since 1970.")
  var date: Double

  @Option(help: "A folder with sections written by hand, NAME.mdoc.")
  var sections: String

  @Option(help: "A file with the output of: tessera pipelines.")
  var pipelines: String

  @Option(help: "A file with the output of: tessera pipelines show default.")
  var parameters: String

  @Option(help: "The output folder for the reference in Markdown.")
  var reference: String

  @Argument(help: "The output folder for the manual pages.")
  var folder: String

  func run() throws {
    let input = FileHandle.standardInput.readDataToEndOfFile()
    let dump: CommandDump
    do {
      dump = try JSONDecoder().decode(CommandDump.self, from: input)
    } catch {
      throw ValidationError("Standard input is not the output of tessera --experimental-dump-help: \(error)")
    }
    guard dump.serializationVersion == 0 else {
      throw ValidationError("The description has version \(dump.serializationVersion); this program reads version 0.")
    }
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let commands = [dump.command] + dump.command.documented
    let pipelines = try Self.pipelines(listed: String(contentsOfFile: pipelines, encoding: .utf8))
    let names = commands.map(ManualPage.name)
    for (command, name) in zip(commands, names) {
      let additions = "\(sections)/\(name).mdoc"
      let page = ManualPage(
        command: command, version: version, date: longDate,
        additions: FileManager.default.fileExists(atPath: additions)
          ? try String(contentsOfFile: additions, encoding: .utf8) : "",
        pipelines: ["segment", "pipelines"].contains(command.commandName) ? pipelines : [],
        // The page of the program lists the others anyway.
        others: command.superCommands == nil ? [] : names.filter { $0 != name })
      try page.text.write(toFile: "\(folder)/\(name).1", atomically: true, encoding: .utf8)
    }
    try writeReference(of: dump.command)
  }

  private func writeReference(of program: CommandDescription) throws {
    try FileManager.default.createDirectory(atPath: reference, withIntermediateDirectories: true)
    let parameters = ParameterReference(listing: try String(contentsOfFile: parameters, encoding: .utf8))
    try CommandReference(program: program).text
      .write(toFile: "\(reference)/COMMANDS.md", atomically: true, encoding: .utf8)
    try parameters.text.write(toFile: "\(reference)/PARAMETERS.md", atomically: true, encoding: .utf8)
  }

  /// From lines of a name, spaces and a summary.
  private static func pipelines(listed text: String) -> [(name: String, summary: String)] {
    text.split(separator: "\n").compactMap { line in
      let words = line.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true)
      return words.count == 2 ? (String(words[0]), words[1].trimmingCharacters(in: .whitespaces)) : nil
    }
  }

  /// `November 27, 2026`, the same on every machine.
  private var longDate: String {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.timeZone = TimeZone(secondsFromGMT: 0)
    formatter.dateFormat = "MMMM d, yyyy"
    return formatter.string(from: Date(timeIntervalSince1970: date))
  }
}
