/// A bound that a figure of a segmented video must keep: `tc=0.95`, `labels_last<=8`.
package struct FigureRequirement: Equatable, Sendable, CustomStringConvertible {
  package enum Relation: String, Sendable, CaseIterable {
    case atLeast = ">="
    case atMost = "<="
  }

  /// The figure's name in JSON.
  package let name: String
  package let relation: Relation
  package let bound: Double

  /// Why a requirement is invalid, in words.
  package struct SyntaxError: Error, CustomStringConvertible {
    package let description: String
  }

  /// Parses a comma-separated list. `=` is the good side: at most for the figures of which less is better, otherwise at
  /// least.
  package static func list(_ text: String) throws(SyntaxError) -> [FigureRequirement] {
    var list: [FigureRequirement] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) { list.append(try Self(part)) }
    return list
  }

  private init(_ text: Substring) throws(SyntaxError) {
    let text = text.filter { !$0.isWhitespace }
    guard let sign = text.firstIndex(where: { "<>=".contains($0) }) else {
      throw SyntaxError(description: "\"\(text)\" is no bound; write NAME=NUMBER, NAME>=NUMBER or NAME<=NUMBER")
    }
    name = String(text[..<sign])
    guard VideoFigures.names.contains(name) else {
      throw SyntaxError(
        description: "\"\(name)\" is no figure; the figures are \(VideoFigures.names.joined(separator: ", "))")
    }
    let rest = text[sign...]
    let given = Relation.allCases.first { rest.hasPrefix($0.rawValue) }
    relation = given ?? (VideoFigures.lowerIsBetter.contains(name) ? .atMost : .atLeast)
    guard given != nil || rest.hasPrefix("="), let bound = Double(rest.dropFirst(given == nil ? 1 : 2)), bound.isFinite
    else { throw SyntaxError(description: "\"\(text)\" has no number after \(name); write for example \(name)=0.9") }
    self.bound = bound
  }

  /// `tc at least 0.95`
  package var description: String { "\(name) \(bounds)" }

  /// `at least 0.95`
  package var bounds: String {
    let number = bound == bound.rounded() && abs(bound) < 1e15 ? "\(Int(bound))" : "\(bound)"
    return "\(relation == .atLeast ? "at least" : "at most") \(number)"
  }

  /// Whether the figures keep the bound; a figure without a value does not.
  package func isMet(by figures: VideoFigures) -> Bool {
    guard let value = figures.value(of: name) else { return false }
    return relation == .atLeast ? value >= bound : value <= bound
  }
}

extension VideoFigures {
  /// The figures by their names in JSON.
  private static let values: [(name: String, value: @Sendable (VideoFigures) -> Double?)] = [
    ("frames", { Double($0.frames) }), ("labels_first", { Double($0.labelsFirst) }),
    ("labels_median", { $0.labelsMedian }), ("labels_last", { Double($0.labelsLast) }),
    ("labels_mean", { $0.labelsMean }), ("survival", { $0.survival }), ("ev", { $0.ev }), ("tc", { $0.tc }),
    ("tc_worst", { $0.tcWorst }), ("tc_25", { $0.tc25 }), ("j_one", { $0.jOne }), ("j_seq", { $0.jSeq }),
    ("j_frame", { $0.jFrame }), ("ids_per_object", { $0.idsPerObject }), ("ue3d", { $0.ue3d }), ("sa3d", { $0.sa3d }),
  ]

  package static var names: [String] { values.map(\.name) }
  /// The figures that need masks.
  package static let namesOfMasks: Set<String> = ["j_one", "j_seq", "j_frame", "ids_per_object", "ue3d", "sa3d"]
  static let lowerIsBetter: Set<String> = ["ids_per_object", "ue3d"]

  /// Nil if it is unknown, needs masks that were not given, or has no value.
  package func value(of name: String) -> Double? { Self.values.first { $0.name == name }?.value(self) }
}
