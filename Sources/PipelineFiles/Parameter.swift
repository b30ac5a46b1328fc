import Pipeline

/// One key of a pipeline file: its path, its domain, and its property in ``PipelineSettings``.
///
/// The table of all parameters is the only description of the file format: reading, `--set`, printing and the
/// reference in docs/PIPELINES.md are derived from it.
package struct Parameter: Sendable {
  /// For example `segment.iterations.first`.
  package let key: String
  /// One line of help.
  package let summary: String
  /// The valid values, for messages and the reference, for example `a whole number, 1…256`.
  package let domain: String
  /// The valid values that are words, for completion in a shell.
  private(set) package var words: [String] = []
  /// Sets a scalar as written in the file; returns false if it is not in the domain.
  let set: @Sendable (String, inout PipelineSettings) -> Bool
  /// The value as written in a file.
  package let text: @Sendable (PipelineSettings) -> String
  /// Its key in the previous version: still read, never written.
  private(set) var formerKey: String?
  /// Renamed values of the previous version, by their former names; still read, never written.
  private(set) var formerValues: [String: String] = [:]

  /// All keys that are read.
  var keys: [String] { [key] + (formerKey.map { [$0] } ?? []) }
}

extension Parameter {
  /// A parameter that had another key in the previous version.
  func formerly(_ key: String) -> Parameter {
    var parameter = self
    parameter.formerKey = key
    return parameter
  }

  /// A parameter with values that are words.
  func with(words: [String]) -> Parameter {
    var parameter = self
    parameter.words = words
    return parameter
  }

  /// A parameter with a value that had another name in the previous version.
  func formerly(value word: String, _ value: String) -> Parameter {
    var parameter = self
    parameter.formerValues[word] = value
    return parameter
  }
}

extension Parameter {
  static func integer<I: FixedWidthInteger & Sendable>(
    _ key: String, _ path: WritableKeyPath<PipelineSettings, I> & Sendable, _ range: ClosedRange<I>, _ summary: String
  ) -> Parameter {
    Parameter(
      key: key, summary: summary,
      domain: range.upperBound == .max
        ? "a whole number, at least \(range.lowerBound)" : "a whole number, \(range.lowerBound)…\(range.upperBound)",
      set: { text, settings in
        guard let value = I(text), range.contains(value) else { return false }
        settings[keyPath: path] = value
        return true
      },
      text: { String($0[keyPath: path]) })
  }

  static func oddInteger(
    _ key: String, _ path: WritableKeyPath<PipelineSettings, Int> & Sendable, _ range: ClosedRange<Int>,
    _ summary: String
  ) -> Parameter {
    Parameter(
      key: key, summary: summary, domain: "an odd number, \(range.lowerBound)…\(range.upperBound)",
      set: { text, settings in
        guard let value = Int(text), range.contains(value), value % 2 == 1 else { return false }
        settings[keyPath: path] = value
        return true
      },
      text: { String($0[keyPath: path]) })
  }

  /// A whole number, or a word for nil.
  static func integer(
    _ key: String, _ path: WritableKeyPath<PipelineSettings, Int?> & Sendable, _ range: ClosedRange<Int>,
    or word: String, _ summary: String
  ) -> Parameter {
    Parameter(
      key: key, summary: summary, domain: "a whole number, \(range.lowerBound)…\(range.upperBound), or \(word)",
      set: { text, settings in
        if text == word {
          settings[keyPath: path] = nil
          return true
        }
        guard let value = Int(text), range.contains(value) else { return false }
        settings[keyPath: path] = value
        return true
      },
      text: { $0[keyPath: path].map { String($0) } ?? word }
    ).with(words: [word])
  }

  static func number(
    _ key: String, _ path: WritableKeyPath<PipelineSettings, Double> & Sendable, _ range: ClosedRange<Double>,
    _ summary: String
  ) -> Parameter {
    Parameter(
      key: key, summary: summary,
      domain: "a number, \(shortest(range.lowerBound))…\(shortest(range.upperBound))",
      set: { text, settings in
        guard let value = Double(text), range.contains(value) else { return false }
        settings[keyPath: path] = value
        return true
      },
      text: { shortest($0[keyPath: path]) })
  }

  /// A number, or a word for nil.
  static func number(
    _ key: String, _ path: WritableKeyPath<PipelineSettings, Double?> & Sendable, _ range: ClosedRange<Double>,
    or word: String, _ summary: String
  ) -> Parameter {
    Parameter(
      key: key, summary: summary,
      domain: "a number, \(shortest(range.lowerBound))…\(shortest(range.upperBound)), or \(word)",
      set: { text, settings in
        if text == word {
          settings[keyPath: path] = nil
          return true
        }
        guard let value = Double(text), range.contains(value) else { return false }
        settings[keyPath: path] = value
        return true
      },
      text: { $0[keyPath: path].map { shortest($0) } ?? word }
    ).with(words: [word])
  }

  static func flag(
    _ key: String, _ path: WritableKeyPath<PipelineSettings, Bool> & Sendable, _ summary: String
  ) -> Parameter {
    Parameter(
      key: key, summary: summary, domain: "true or false",
      set: { text, settings in
        guard let value = Bool(text) else { return false }
        settings[keyPath: path] = value
        return true
      },
      text: { String($0[keyPath: path]) }
    ).with(words: ["true", "false"])
  }

  static func choice<C: CaseIterable & RawRepresentable & Sendable>(
    _ key: String, _ path: WritableKeyPath<PipelineSettings, C> & Sendable, _ summary: String
  ) -> Parameter where C.RawValue == String {
    Parameter(
      key: key, summary: summary, domain: listed(C.allCases.map(\.rawValue)),
      set: { text, settings in
        guard let value = C(rawValue: text) else { return false }
        settings[keyPath: path] = value
        return true
      },
      text: { $0[keyPath: path].rawValue }
    ).with(words: C.allCases.map(\.rawValue))
  }

  /// `a, b or c`
  private static func listed(_ words: [String]) -> String {
    words.count < 2
      ? words.joined() : words.dropLast().joined(separator: ", ") + " or " + words[words.count - 1]
  }

  /// The shortest text of a number: `4`, not `4.0`.
  private static func shortest(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : String(value)
  }
}
