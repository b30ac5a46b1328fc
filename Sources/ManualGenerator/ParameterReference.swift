import Foundation

/// Every key of a pipeline file, from the output of `tessera pipelines show default`, on one page in Markdown.
struct ParameterReference {
  struct Key {
    var name: String
    var value: String
    var meaning: String
    var range: String
  }

  /// The sections of the file in its order: `segment`, with its keys.
  private let sections: [(name: String, keys: [Key])]

  /// - Parameter listing: lines `  key: value  # meaning [range]` under lines `section:`, indented by two for each level.
  init(listing: String) {
    var path: [String] = []
    var sections: [(name: String, keys: [Key])] = []
    for line in listing.split(separator: "\n") {
      let depth = line.prefix { $0 == " " }.count / 2
      let parts = line.trimmingCharacters(in: .whitespaces).split(separator: ":", maxSplits: 1)
      guard let key = parts.first, !key.hasPrefix("#") else { continue }
      path = path.prefix(depth) + [String(key)]
      if depth == 0 { sections.append((String(key), [])) }
      let rest = parts.count > 1 ? parts[1].trimmingCharacters(in: .whitespaces) : ""
      guard !rest.isEmpty, let comment = rest.range(of: "# ") else { continue }
      let text = rest[comment.upperBound...]
      let range = text.hasSuffix("]") ? text.range(of: " [", options: .backwards) : nil
      let value = rest[..<comment.lowerBound].trimmingCharacters(in: .whitespaces)
      sections[sections.count - 1].keys.append(
        Key(
          name: path.joined(separator: "."), value: value,
          meaning: String(text[..<(range?.lowerBound ?? text.endIndex)]),
          range: range.map { String(text[$0.upperBound...].dropLast()) } ?? ""))
    }
    self.sections = sections
  }

  var text: String {
    let head = """
      # Parameters

      Every key of a pipeline file and of `--set KEY=VALUE`, with its value in the pipeline `default`. This page is generated
      (`make reference`); `tessera pipelines show NAME` prints the same of each pipeline. [PIPELINES.md](PIPELINES.md) says which keys
      matter.
      """
    let parts = sections.map { section in
      "## \(section.name)\n\n"
        + CommandReference.table(
          ["key", "default", "meaning", "range"],
          section.keys.map {
            ["`\($0.name)`", "`\($0.value)`", CommandReference.cell($0.meaning), CommandReference.cell($0.range)]
          })
    }
    return ([head] + parts).joined(separator: "\n\n") + "\n"
  }
}
