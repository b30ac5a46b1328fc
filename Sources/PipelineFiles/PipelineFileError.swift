/// An error in a pipeline file or a `--set`, with its place.
public enum PipelineFileError: Error, Equatable, CustomStringConvertible {
  /// The place of a key: `file.yaml:12` or `--set`.
  public typealias Place = String

  /// No shipped pipeline has this name.
  case unknownPipeline(name: String, known: [String], suggestion: String?)
  /// The file can not be read.
  case unreadable(path: String, reason: String)
  /// The file is larger than a pipeline file can be.
  case tooLarge(path: String, limit: Int)
  /// The text is not YAML, or uses aliases.
  case notYAML(place: Place, reason: String)
  /// No parameter has this key.
  case unknownKey(place: Place, key: String, suggestion: String?)
  /// The key is the end of several keys.
  case ambiguousKey(place: Place, key: String, candidates: [String])
  /// A section has a value in place of keys.
  case notAMapping(place: Place, key: String)
  /// A parameter has keys or a list in place of a value.
  case notAScalar(place: Place, key: String, domain: String)
  /// The value of a parameter is outside of its range.
  case outOfDomain(place: Place, key: String, value: String, domain: String)
  /// A key and its former name are both given, in one file or in --set.
  case givenTwice(place: Place, key: String, formerKey: String)
  /// A key is given twice in one file: dotted and in its section.
  case repeated(place: Place, key: String, first: Place)
  /// The value of `--set` has no key.
  case notAnAssignment(text: String)

  /// The cause and the remedy, in one line.
  public var description: String {
    switch self {
    case .unknownPipeline(let name, let known, let suggestion):
      "\(name): no such pipeline; " + (suggestion.map { "did you mean \($0)? " } ?? "")
        + "use \(known.joined(separator: ", ")), or give the path of a .yaml file"
    case .unreadable(let path, let reason): "\(path): cannot be read: \(reason)"
    case .tooLarge(let path, let limit): "\(path): has over \(limit) bytes, too many for a pipeline file"
    case .notYAML(let place, let reason): "\(place): is not YAML: \(reason)"
    case .unknownKey(let place, let key, let suggestion):
      "\(place): unknown key \(key)"
        + (suggestion.map { "; did you mean \($0)?" } ?? "; see: tessera pipelines show default")
    case .ambiguousKey(let place, let key, let candidates):
      "\(place): \(key) is ambiguous: \(candidates.joined(separator: " or ")); give the full key"
    case .notAMapping(let place, let key):
      key.isEmpty
        ? "\(place): a pipeline file contains keys and values, such as segment: …"
        : "\(place): \(key) is a section; set one of its keys"
    case .notAScalar(let place, let key, let domain): "\(place): \(key) must be \(domain)"
    case .outOfDomain(let place, let key, let value, let domain):
      "\(place): \(key) " + (value.isEmpty ? "has no value" : "is \(value.prefix(80))") + "; it must be \(domain)"
    case .givenTwice(let place, let key, let formerKey):
      "\(place): \(formerKey) is the former name of \(key), which is also given; remove \(formerKey)"
    case .repeated(let place, let key, let first): "\(place): \(key) is already given at \(first); remove one of them"
    case .notAnAssignment(let text): "--set \(text): write key=value, for example --set segment.iterations.first=100"
    }
  }
}
