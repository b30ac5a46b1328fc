import Foundation
import Media
import Pipeline
import Yams

/// Reads and prints pipeline files.
public enum PipelineFile {
  /// A pipeline file is about a page of text; larger files are rejected.
  private static let largestFile = 1 << 20

  /// The settings of a shipped pipeline or of a file.
  ///
  /// - Parameter nameOrPath: a shipped name such as `default`, or the path of a file: anything with a slash or an
  ///   ending .yaml or .yml.
  /// - Throws: ``PipelineFileError``.
  public static func load(_ nameOrPath: String) throws(PipelineFileError) -> PipelineSettings {
    var notes = ReadingNotes()
    return try load(nameOrPath, notes: &notes)
  }

  /// Loads settings and adds notes about the keys in the file.
  package static func load(_ nameOrPath: String, notes: inout ReadingNotes) throws(PipelineFileError)
    -> PipelineSettings
  {
    if nameOrPath.contains("/") || nameOrPath.hasSuffix(".yaml") || nameOrPath.hasSuffix(".yml") {
      return try parse(read(nameOrPath), file: nameOrPath, notes: &notes)
    }
    guard let text = shipped[nameOrPath] else {
      throw .unknownPipeline(
        name: nameOrPath, known: shipped.keys.sorted(),
        suggestion: nearest(to: nameOrPath, among: shipped.keys.sorted()))
    }
    return try parse(text, file: nameOrPath, notes: &notes)
  }

  private static func read(_ path: String) throws(PipelineFileError) -> String {
    do {
      return try YAMLText.read(path, maxBytes: largestFile)
    } catch let problem as YAMLText.Problem {
      throw .notYAML(place: path, reason: problem.reason)
    } catch {
      switch error as? MediaError {
      case .noSuchFile?: throw .unreadable(path: path, reason: "no such file")
      case .isAFolder?: throw .unreadable(path: path, reason: "it is a folder")
      case .notReadable(_, let reason)?: throw .unreadable(path: path, reason: reason)
      case .badLabelFile?: throw .tooLarge(path: path, limit: largestFile)
      default: throw .unreadable(path: path, reason: "it is not a regular file")
      }
    }
  }

  /// Parses settings; missing keys keep their defaults.
  ///
  /// - Parameter file: the name in messages.
  /// - Throws: ``PipelineFileError`` with file, line and key.
  public static func parse(_ text: String, file: String) throws(PipelineFileError) -> PipelineSettings {
    var notes = ReadingNotes()
    return try parse(text, file: file, notes: &notes)
  }

  package static func parse(_ text: String, file: String, notes: inout ReadingNotes) throws(PipelineFileError)
    -> PipelineSettings
  {
    var settings = PipelineSettings()
    let root: Node?
    do {
      root = try YAMLText.root(of: text)
    } catch {
      throw .notYAML(place: file, reason: error.reason)
    }
    guard let root else { return settings }
    guard case .mapping(let mapping) = root else {
      throw .notAMapping(place: YAMLText.place(of: root, in: file), key: "")
    }
    try read(mapping, prefix: "", file: file, into: &settings, notes: &notes)
    return settings
  }

  private static func read(
    _ mapping: Node.Mapping, prefix: String, file: String, into settings: inout PipelineSettings,
    notes: inout ReadingNotes
  ) throws(PipelineFileError) {
    for (keyNode, value) in mapping {
      let place = YAMLText.place(of: keyNode, in: file)
      let key = prefix + (keyNode.scalar?.string ?? "?")
      if let parameter = parameters[key] {
        try notes.enter(key, as: parameter, place: place, isRepeatable: false)
        guard case .scalar(let scalar) = value else {
          throw .notAScalar(place: place, key: key, domain: parameter.domain)
        }
        guard parameter.set(notes.current(scalar.string, of: parameter, place: place), &settings) else {
          throw .outOfDomain(
            place: place, key: key, value: scalar.string, domain: parameter.domain)
        }
      } else if Parameter.all.contains(where: { $0.key.hasPrefix(key + ".") }) {
        // An empty section, with all keys commented out, is allowed.
        if case .scalar(let scalar) = value, YAMLText.nulls.contains(scalar.string) { continue }
        guard case .mapping(let inner) = value else {
          throw .notAMapping(place: place, key: key)
        }
        try read(inner, prefix: key + ".", file: file, into: &settings, notes: &notes)
      } else {
        throw .unknownKey(place: place, key: key, suggestion: suggestion(for: key))
      }
    }
  }

  /// By key and by former key.
  static let parameters = Dictionary(
    uniqueKeysWithValues: Parameter.all.flatMap { parameter in parameter.keys.map { ($0, parameter) } })
}

extension PipelineFile {
  /// Applies the value of `--set`, which overrides one key: `segment.iterations.first=100`, or any unambiguous suffix
  /// of it: `iterations.first=100`.
  ///
  /// - Returns: the full key.
  @discardableResult
  package static func apply(_ assignment: String, to settings: inout PipelineSettings) throws(PipelineFileError)
    -> String
  {
    var notes = ReadingNotes()
    return try apply(assignment, to: &settings, notes: &notes)
  }

  /// Overrides one key and adds notes about it.
  @discardableResult
  package static func apply(
    _ assignment: String, to settings: inout PipelineSettings, notes: inout ReadingNotes
  ) throws(PipelineFileError) -> String {
    guard let equals = assignment.firstIndex(of: "="), equals != assignment.startIndex else {
      throw .notAnAssignment(text: assignment)
    }
    let key = String(assignment[..<equals])
    let value = String(assignment[assignment.index(after: equals)...])
    let matches = matches(of: key)
    guard let (spelling, parameter) = matches.first else {
      throw .unknownKey(place: "--set", key: key, suggestion: suggestion(for: key))
    }
    guard matches.count == 1 else {
      throw .ambiguousKey(place: "--set", key: key, candidates: matches.map(\.parameter.key))
    }
    try notes.enter(spelling, as: parameter, place: "--set", isRepeatable: true)
    guard parameter.set(notes.current(value, of: parameter, place: "--set"), &settings) else {
      throw .outOfDomain(
        place: "--set", key: parameter.key, value: value, domain: parameter.domain)
    }
    return parameter.key
  }

  /// The parameters whose keys end in a suffix. Former keys match only if no current key does.
  private static func matches(of key: String) -> [(spelling: String, parameter: Parameter)] {
    if let parameter = parameters[key] { return [(key, parameter)] }
    let matches = Parameter.all.filter { $0.key.hasSuffix("." + key) }.map { ($0.key, $0) }
    return matches.isEmpty
      ? Parameter.all.compactMap { parameter in
        parameter.formerKey.flatMap { $0.hasSuffix("." + key) ? ($0, parameter) : nil }
      } : matches
  }

  /// The closest known word to a mistyped one, if any is close.
  private static func nearest(to word: String, among words: [String]) -> String? {
    words.min { editDistance($0, word) < editDistance($1, word) }.flatMap { editDistance($0, word) <= 3 ? $0 : nil }
  }

  /// The closest known key to a mistyped one, if any is close; for a former key, the current one.
  private static func suggestion(for key: String) -> String? {
    func tail(_ key: String) -> String { key.split(separator: ".").last.map(String.init) ?? key }
    let current = Parameter.all.map { (key: $0.key, text: $0.key) }
    let former = Parameter.all.compactMap { parameter in
      parameter.formerKey.map { (key: $0, text: "\(parameter.key) (formerly \($0))") }
    }
    let candidates = (current + former).map { known in
      (known.text, distance: min(editDistance(known.key, key), editDistance(tail(known.key), tail(key)) + 2))
    }
    guard let nearest = candidates.min(by: { $0.distance < $1.distance }), nearest.distance <= 3 else { return nil }
    return nearest.0
  }

  /// Levenshtein distance.
  package static func editDistance(_ first: String, _ second: String) -> Int {
    let second = Array(second.prefix(80))
    var row = Array(0...second.count)
    for (i, character) in first.prefix(80).enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for j in second.indices {
        let substitution = diagonal + (character == second[j] ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(substitution, row[j] + 1, diagonal + 1)
      }
    }
    return row[second.count]
  }
}
