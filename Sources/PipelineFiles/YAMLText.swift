import Foundation
import Media
import Yams

/// The YAML of files that users write: UTF-8, of bounded size, without aliases.
enum YAMLText {
  /// Why a text is not read, in words.
  struct Problem: Error {
    let reason: String
  }

  /// The spellings of YAML's null.
  static let nulls: Set<String> = ["", "~", "null", "Null", "NULL"]

  /// The text of a file; empty for an empty file.
  ///
  /// - Throws: `MediaError` if it can not be read, `badLabelFile` if it is larger; ``Problem`` if it is not UTF-8.
  static func read(_ path: String, maxBytes: Int) throws -> String {
    let data: Data
    do {
      data = try InputText.read(path: path, maxBytes: Int64(maxBytes))
    } catch MediaError.emptyFile {
      return ""
    }
    guard let text = String(data: data, encoding: .utf8) else { throw Problem(reason: "it is not UTF-8 text") }
    return text
  }

  /// The root of a text; nil if it is empty.
  static func root(of text: String) throws(Problem) -> Node? {
    if let alias = alias(in: text) { throw Problem(reason: "aliases are not supported; write out *\(alias)") }
    do {
      guard let root = try compose(yaml: text), root != Node("") else { return nil }
      return root
    } catch {
      throw Problem(reason: (error as? YamlError)?.firstLine ?? "\(error)")
    }
  }

  /// `file.yaml:12`
  static func place(of node: Node, in file: String) -> String { node.mark.map { "\(file):\($0.line)" } ?? file }

  /// The name of a referenced anchor (`&name`, `*name`), if there is one. A few lines of nested aliases expand to
  /// billions of nodes, and Yams visits each of them if they are in a key.
  private static func alias(in text: String) -> Substring? {
    let anchors = Set(text.matches(of: #/&([A-Za-z0-9_\-]+)/#).map(\.output.1))
    guard !anchors.isEmpty else { return nil }
    return text.matches(of: #/\*([A-Za-z0-9_\-]+)/#).map(\.output.1).first(where: anchors.contains)
  }
}

extension YamlError {
  /// Yams messages have several lines and quote the text; this is a one-line version.
  fileprivate var firstLine: String {
    switch self {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      (problem.contains("nesting level") ? "it is nested more than 1000 levels deep" : "\(problem.prefix(100))")
        + " in line \(mark.line), column \(mark.column)"
    case .duplicatedKeysInMapping(let duplicates, let context):
      "\(duplicates.joined(separator: ", ").prefix(100)) set twice in line \(context.mark.line)"
    default:
      description.split(separator: "\n").first.map(String.init) ?? "unreadable"
    }
  }
}
