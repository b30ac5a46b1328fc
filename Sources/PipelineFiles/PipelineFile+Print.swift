import Pipeline

extension PipelineFile {
  /// A complete pipeline file: every key with its meaning and valid values.
  public static func print(_ settings: PipelineSettings) -> String {
    var lines: [String] = []
    var section: [Substring] = []
    for parameter in Parameter.all {
      let path = parameter.key.split(separator: ".")
      let parents = Array(path.dropLast())
      for (depth, name) in parents.enumerated() where depth >= section.count || section[depth] != name {
        if depth == 0, !lines.isEmpty { lines.append("") }
        lines.append(String(repeating: "  ", count: depth) + "\(name):")
        section = Array(parents.prefix(depth + 1))
      }
      section = parents
      let entry = String(repeating: "  ", count: parents.count) + "\(path[path.count - 1]): \(parameter.text(settings))"
      let padding = String(repeating: " ", count: max(1, 34 - entry.count))
      lines.append("\(entry)\(padding)# \(parameter.summary) [\(parameter.domain)]")
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
