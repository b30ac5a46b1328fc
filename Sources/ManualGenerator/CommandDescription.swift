/// What `tessera --experimental-dump-help` prints, as far as manual pages show it. The format is that of
/// swift-argument-parser, version 0.
struct CommandDump: Decodable {
  var serializationVersion: Int
  var command: CommandDescription
}

struct CommandDescription: Decodable {
  var commandName: String
  var abstract: String?
  var discussion: String?
  var superCommands: [String]?
  var defaultSubcommand: String?
  var subcommands: [CommandDescription]?
  var arguments: [ArgumentDescription]?

  /// The words that call it: `tessera evaluate video`.
  var words: [String] { (superCommands ?? []) + [commandName] }

  /// The subcommands that have a manual.
  var documented: [CommandDescription] { (subcommands ?? []).filter { $0.commandName != "help" } }

  /// The arguments that a page shows. Help and version are in the page of the program only.
  var shown: [ArgumentDescription] {
    (arguments ?? []).filter { $0.shouldDisplay && (superCommands == nil || !$0.isHelpOrVersion) }
  }

  /// The shown arguments by the titles of their groups, first those without a title.
  var groups: [(title: String, arguments: [ArgumentDescription])] {
    var titles: [String] = []
    for argument in shown where !titles.contains(argument.sectionTitle ?? "") {
      titles.append(argument.sectionTitle ?? "")
    }
    return titles.sorted { $0.isEmpty && !$1.isEmpty }.map { title in
      (title, shown.filter { ($0.sectionTitle ?? "") == title })
    }
  }
}

struct ArgumentDescription: Decodable {
  struct Name: Decodable {
    var kind: String
    var name: String

    /// As it is typed: `--overlay`, `-o`.
    var typed: String { (kind == "long" ? "--" : "-") + name }
  }

  enum Kind: String, Decodable { case positional, option, flag }

  var kind: Kind
  var names: [Name]?
  var valueName: String?
  var abstract: String?
  var discussion: String?
  var defaultValue: String?
  var sectionTitle: String?
  var isOptional: Bool
  var isRepeating: Bool
  var shouldDisplay: Bool

  var isHelpOrVersion: Bool { (names ?? []).contains { ["help", "version"].contains($0.name) } }

  /// The names with the short one first, as manual pages have them.
  var sortedNames: [String] { (names ?? []).map(\.typed).sorted { $0.count < $1.count } }
}
