/// Notes taken while a pipeline file or a `--set` is read: the keys given, and former names among them.
package struct ReadingNotes: Sendable {
  /// The given keys by their current names, in order.
  package private(set) var keys: [String] = []
  /// One line for each former name.
  package private(set) var deprecations: [String] = []
  /// For each given parameter, by current key, the key as written, and its place.
  private var entries: [String: (spelling: String, place: PipelineFileError.Place)] = [:]

  package init() {}

  /// Records that `spelling`, one of the parameter's keys, was given.
  ///
  /// - Parameter isRepeatable: whether the last of several values counts.
  /// - Throws: ``PipelineFileError`` if the key, or the other name of it, was given before.
  mutating func enter(
    _ spelling: String, as parameter: Parameter, place: String, isRepeatable: Bool
  ) throws(PipelineFileError) {
    if let other = entries.updateValue((spelling, place), forKey: parameter.key) {
      if other.spelling != spelling {
        throw .givenTwice(
          place: place, key: parameter.key, formerKey: spelling == parameter.key ? other.spelling : spelling)
      }
      if !isRepeatable { throw .repeated(place: place, key: spelling, first: other.place) }
    }
    keys.append(parameter.key)
    if spelling != parameter.key { deprecate(spelling, for: parameter.key, place: place) }
  }

  /// The current name of a value.
  mutating func current(_ value: String, of parameter: Parameter, place: String) -> String {
    guard let current = parameter.formerValues[value] else { return value }
    deprecate("\(parameter.key) \(value)", for: current, place: place)
    return current
  }

  private mutating func deprecate(_ former: String, for current: String, place: String) {
    deprecations.append("\(place): \(former) is now \(current); the next version will not accept the former name")
  }
}
