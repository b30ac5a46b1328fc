/// What is noted while a pipeline file or a `--set` is read: which keys it gives, and which of them have former names.
package struct ReadingNotes: Sendable, Equatable {
  /// The keys that were given, by their names of today, in order.
  package private(set) var keys: [String] = []
  /// One line for each former name.
  package private(set) var deprecations: [String] = []
  /// Of each parameter that was given, by its key of today, the key as it was written.
  private var spellings: [String: String] = [:]

  package init() {}

  /// Notes that `spelling`, one of the parameter's keys, was given.
  ///
  /// - Throws: ``PipelineFileError`` where it was given by its other name before.
  mutating func enter(_ spelling: String, as parameter: Parameter, place: String) throws {
    if let other = spellings.updateValue(spelling, forKey: parameter.key), other != spelling {
      throw PipelineFileError.givenTwice(
        place: place, key: parameter.key, formerKey: spelling == parameter.key ? other : spelling)
    }
    keys.append(parameter.key)
    if spelling != parameter.key { deprecate(spelling, for: parameter.key, place: place) }
  }

  /// The value's word of today.
  mutating func current(_ value: String, of parameter: Parameter, place: String) -> String {
    guard let current = parameter.formerValues[value] else { return value }
    deprecate("\(parameter.key) \(value)", for: current, place: place)
    return current
  }

  private mutating func deprecate(_ former: String, for current: String, place: String) {
    deprecations.append("\(place): \(former) is now called \(current); the next version does not know the former name")
  }
}
