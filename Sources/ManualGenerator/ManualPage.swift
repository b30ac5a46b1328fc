import Foundation

/// A manual page of a command in mdoc(7), which man-db and macOS both render.
struct ManualPage {
  let command: CommandDescription
  let version: String
  /// `November 27, 2026`
  let date: String
  /// Sections written by hand: examples, files, environment; empty for none.
  let additions: String
  /// The shipped pipelines with their summaries, for the pages that are about them; empty for none.
  let pipelines: [(name: String, summary: String)]
  /// The pages of the other commands.
  let others: [String]

  static func name(of command: CommandDescription) -> String { command.words.joined(separator: "-") }

  var text: String {
    let name = Self.name(of: command)
    var lines = [
      ".Dd \(date)", ".Dt \(name.uppercased()) 1", ".Os Tessera \(version)", ".Sh NAME", ".Nm \(name)",
      ".Nd \(Self.escaped(Self.withoutStop(command.abstract ?? "")))", ".Sh SYNOPSIS",
    ]
    lines += synopses
    lines.append(".Sh DESCRIPTION")
    lines.append(Self.escaped(command.abstract ?? ""))
    lines += Self.paragraphs(exitCodes.map { command.discussion?.replacing($0, with: "") } ?? command.discussion)
    if command.superCommands == nil {
      lines += subcommandList
      lines += options(of: command)
    } else if command.documented.isEmpty {
      lines += options(of: command)
    } else {
      lines += subcommandSections
    }
    lines += pipelineSection
    // Manual pages have the exit status after the files and before the examples.
    let examples = additions.range(of: ".Sh EXAMPLES")?.lowerBound ?? additions.endIndex
    lines += [String(additions[..<examples])] + exitStatus + [String(additions[examples...])]
    lines += references
    // An empty line is a vertical space in mdoc.
    return lines.joined(separator: "\n").split(separator: "\n").joined(separator: "\n") + "\n"
  }

  // MARK: Synopsis

  private var synopses: [String] {
    if command.superCommands == nil {
      return [".Nm", ".Ar subcommand", ".Op Ar options", ".Nm", ".Op Ar options of segment", ".Ar inputs ..."]
    }
    return command.documented.isEmpty ? synopsis(of: command) : command.documented.flatMap(synopsis)
  }

  private func synopsis(of command: CommandDescription) -> [String] {
    let arguments = command.shown
    var line = [".Nm \(command.words.joined(separator: " "))"]
    // A required option is part of the call; the others have their own section.
    for option in arguments where option.kind == .option && !option.isOptional {
      line.append(Self.macros(option, isName: false))
    }
    if arguments.contains(where: { $0.kind != .positional && $0.isOptional }) { line.append(".Op Ar options") }
    for argument in arguments where argument.kind == .positional {
      let value = "Ar \(Self.word(argument.valueName))" + (argument.isRepeating ? " ..." : "")
      line.append(argument.isOptional ? ".Op \(value)" : ".\(value)")
    }
    return line
  }

  // MARK: Options

  private func options(of command: CommandDescription) -> [String] {
    var lines: [String] = []
    for group in command.groups {
      lines.append(group.title.isEmpty ? ".Pp" : ".Ss \(group.title)")
      if group.title.isEmpty { lines.append("The arguments and options are:") }
      lines.append(".Bl -tag -width Ds")
      for argument in group.arguments { lines += item(argument) }
      lines.append(".El")
    }
    return lines
  }

  private func item(_ argument: ArgumentDescription) -> [String] {
    var text = [argument.abstract, argument.discussion].compactMap { $0 }.joined(separator: " ")
    if let value = argument.defaultValue { text += (text.isEmpty ? "" : " ") + "(default: \(value))" }
    return [".It \(Self.macros(argument, isName: true))"] + (text.isEmpty ? [] : [Self.escaped(text)])
  }

  /// The argument as mdoc macros: `.Fl o , Fl \-overlay Ar overlay`.
  private static func macros(_ argument: ArgumentDescription, isName: Bool) -> String {
    let value = "Ar \(word(argument.valueName))"
    guard argument.kind != .positional else { return value + (argument.isRepeating ? " ..." : "") }
    let names = isName ? argument.sortedNames : argument.sortedNames.suffix(1)
    let flags = names.map { "Fl \(word(String($0.dropFirst())))" }.joined(separator: " , ")
    return (isName ? "" : ".") + flags + (argument.kind == .option ? " " + value : "")
  }

  // MARK: Subcommands

  private var subcommandList: [String] {
    [".Pp", "The subcommands, each with its own page, are:", ".Bl -tag -width Ds"]
      + command.documented.flatMap { subcommand in
        let isDefault = subcommand.commandName == command.defaultSubcommand
        return [
          ".It Xr \(Self.name(of: subcommand)) 1",
          Self.escaped((subcommand.abstract ?? "") + (isDefault ? " This is the default." : "")),
        ]
      } + [".El"]
  }

  private var subcommandSections: [String] {
    command.documented.flatMap { subcommand in
      [".Ss \(subcommand.words.joined(separator: " "))", Self.escaped(subcommand.abstract ?? "")]
        + (subcommand.commandName == command.defaultSubcommand ? ["This is the default."] : [])
        + Self.paragraphs(subcommand.discussion) + options(of: subcommand)
    }
  }

  // MARK: Sections

  private var pipelineSection: [String] {
    guard !pipelines.isEmpty else { return [] }
    return [".Sh PIPELINES", "These pipelines are part of the program:", ".Bl -tag -width reference-code"]
      + pipelines.flatMap { [".It Cm \(Self.word($0.name))", Self.escaped($0.summary)] } + [".El"]
  }

  /// The paragraph of the discussion that lists the exit codes: `Exit codes: 0 done; 64 bad usage.`
  private var exitCodes: String? {
    (command.discussion ?? "").components(separatedBy: "\n\n").first { $0.hasPrefix("Exit codes:") }
  }

  private var exitStatus: [String] {
    guard let exitCodes else { return [] }
    let codes = Self.withoutStop(exitCodes).dropFirst("Exit codes:".count).split(separator: ";").map {
      $0.split(separator: " ", maxSplits: 1)
    }
    return [".Sh EXIT STATUS", ".Bl -tag -width Ds"]
      + codes.filter { $0.count == 2 }.flatMap { code in
        [".It Li \(code[0])", Self.escaped(code[1].prefix(1).uppercased() + code[1].dropFirst() + ".")]
      } + [".El"]
  }

  private var references: [String] {
    guard !others.isEmpty else { return [] }
    return [".Sh SEE ALSO"]
      + others.sorted().enumerated().map { at, name in ".Xr \(name) 1" + (at < others.count - 1 ? " ," : "") }
  }

  // MARK: Text

  private static func paragraphs(_ text: String?) -> [String] {
    (text ?? "").components(separatedBy: "\n\n").filter { !$0.isEmpty }.flatMap { [".Pp", escaped($0)] }
  }

  /// A sentence on each line, as mdoc wants it; no character that roff reads as a request or an escape.
  private static func escaped(_ text: String) -> String {
    let plain = text.replacing("\\", with: "\\e").replacing("-", with: "\\-").replacing("\n", with: " ")
    return plain.components(separatedBy: ". ").enumerated().map { at, part in
      let sentence = at < plain.components(separatedBy: ". ").count - 1 ? part + "." : part
      return sentence.hasPrefix(".") || sentence.hasPrefix("'") ? "\\&" + sentence : sentence
    }.joined(separator: "\n")
  }

  /// An argument of a macro.
  private static func word(_ text: String?) -> String {
    (text ?? "value").replacing("\\", with: "\\e").replacing("-", with: "\\-").replacing(" ", with: "\\ ")
  }

  private static func withoutStop(_ text: String) -> String { text.hasSuffix(".") ? String(text.dropLast()) : text }
}
