/// Every command with every option, on one page in Markdown.
struct CommandReference {
  let program: CommandDescription

  var text: String {
    let commands = program.documented.flatMap { $0.documented.isEmpty ? [$0] : $0.documented }
    var parts = [
      "# Commands",
      """
      This page is generated from what the program says about itself (`make reference`), like `tessera help COMMAND` and the manual
      pages. [RECIPES.md](RECIPES.md) has commands to copy, [PARAMETERS.md](PARAMETERS.md) the keys of `--set`.
      """,
      Self.table(
        ["command", "what it does"],
        commands.map { ["[`\(Self.title($0))`](#\(Self.anchor($0)))", Self.cell($0.abstract)] }),
    ]
    if let discussion = program.discussion { parts.append(Self.prose(discussion)) }
    for command in commands { parts += section(command) }
    return parts.joined(separator: "\n\n") + "\n"
  }

  private func section(_ command: CommandDescription) -> [String] {
    var parts = ["## \(Self.title(command))"]
    if let abstract = command.abstract { parts.append(Self.prose(abstract)) }
    parts.append("```text\n\(usage(command))\n```")
    if let discussion = command.discussion { parts.append(Self.prose(discussion)) }
    for group in command.groups {
      if !group.title.isEmpty { parts.append("### \(group.title)") }
      parts.append(
        Self.table(["option", "meaning"], group.arguments.map { ["`\(Self.name($0))`", Self.meaning($0)] }))
    }
    return parts
  }

  private func usage(_ command: CommandDescription) -> String {
    var words = [Self.title(command)]
    words += command.shown.filter { $0.kind == .option && !$0.isOptional }.map(Self.name)
    if command.shown.contains(where: { $0.kind != .positional && $0.isOptional }) { words.append("[options]") }
    words += command.shown.filter { $0.kind == .positional }.map {
      $0.isOptional ? "[\(Self.name($0))]" : Self.name($0)
    }
    return words.joined(separator: " ")
  }

  private static func title(_ command: CommandDescription) -> String { command.words.joined(separator: " ") }

  private static func anchor(_ command: CommandDescription) -> String { command.words.joined(separator: "-") }

  /// As it is typed, with its value: `-o, --overlay OVERLAY`.
  private static func name(_ argument: ArgumentDescription) -> String {
    let value = "<\(argument.valueName ?? "value")>" + (argument.isRepeating ? " …" : "")
    guard argument.kind != .positional else { return value }
    return argument.sortedNames.joined(separator: ", ") + (argument.kind == .option ? " \(value)" : "")
  }

  private static func meaning(_ argument: ArgumentDescription) -> String {
    let text = [argument.abstract, argument.discussion].compactMap { $0 }.joined(separator: " ")
    return cell(text + (argument.defaultValue.map { " Default: `\($0)`." } ?? ""))
  }

  // MARK: Markdown

  static func table(_ head: [String], _ rows: [[String]]) -> String {
    ([head, head.map { _ in "---" }] + rows).map { "| " + $0.joined(separator: " | ") + " |" }.joined(separator: "\n")
  }

  /// Text in one line, without the character that ends a cell.
  static func cell(_ text: String?) -> String {
    prose(text ?? "").replacing("\n", with: " ").replacing("|", with: "\\|")
  }

  /// Text whose characters mean themselves.
  private static func prose(_ text: String) -> String {
    text.replacing("<", with: "\\<").replacing("*", with: "\\*").replacing("_", with: "\\_")
  }
}
