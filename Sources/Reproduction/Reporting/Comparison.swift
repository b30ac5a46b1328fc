import Foundation

/// The result of an experiment: a comparison of the methods.
package struct Comparison: Sendable {
  package let methods: [JudgedMethod]
  /// The names of the stills shared by all settings.
  package let stills: [String]
  /// The folder of ground truth.
  package let truth: String
  /// Warnings, one line each.
  package internal(set) var warnings: [String]

  /// The proposed methods relative to the others, if both ran.
  package var ratios: [Ratio] {
    methods.filter(\.method.isProposed).flatMap { proposed in
      methods.filter { !$0.method.isProposed }.reversed().compactMap { Ratio(proposed, over: $0) }
    }
  }

  /// Whether some setting has label maps of additional stills.
  var hasOwnFigures: Bool { methods.contains { $0.outcomes.contains { $0.own != nil } } }
}

/// A method with the figures of its settings.
package struct JudgedMethod: Sendable {
  package let method: Method
  /// In the order of the settings.
  package let outcomes: [Outcome]

  /// The best setting by a figure, the first on ties.
  package func best(by figure: KeyPath<Outcome.Figures, Double>) -> Outcome? {
    outcomes.reduce(nil) { best, outcome in
      guard let best, best.figures[keyPath: figure] >= outcome.figures[keyPath: figure] else { return outcome }
      return best
    }
  }

  /// The best setting of each group by F-measure: the bars of Figure 3.
  var bars: [Outcome] {
    var groups: [String] = []
    for outcome in outcomes where !groups.contains(outcome.group) { groups.append(outcome.group) }
    return groups.compactMap { group in
      JudgedMethod(method: method, outcomes: outcomes.filter { $0.group == group }).best(by: \.fMeasure)
    }
  }

  /// The best average precision at each IoU; the settings may differ.
  package var bestPrecision: AveragePrecision? {
    guard let at50 = best(by: \.averagePrecision50), let at70 = best(by: \.averagePrecision70) else { return nil }
    return AveragePrecision(at50: at50.figures.averagePrecision50, at70: at70.figures.averagePrecision70)
  }
}

/// The ratio of two methods' best average precision.
package struct Ratio: Encodable, Sendable {
  package let method, over: String
  /// The names in figures.
  package let titles: String
  /// Nil if the other method has none.
  package let at50, at70: Double?
  /// The ratio in the paper, for its proposed method.
  package let published50, published70: Double?

  init?(_ method: JudgedMethod, over other: JudgedMethod) {
    guard let best = method.bestPrecision, let rival = other.bestPrecision else { return nil }
    self.method = method.method.name
    over = other.method.name
    titles = "\(method.method.title) / \(other.method.title)"
    at50 = rival.at50 > 0 ? best.at50 / rival.at50 : nil
    at70 = rival.at70 > 0 ? best.at70 / rival.at70 : nil
    published50 = other.method.published.map { AveragePrecision.proposed.at50 / $0.at50 }
    published70 = other.method.published.map { AveragePrecision.proposed.at70 / $0.at70 }
  }

  enum CodingKeys: String, CodingKey {
    case method, over
    case at50 = "ap_05"
    case at70 = "ap_07"
    case published50 = "paper_ap_05"
    case published70 = "paper_ap_07"
  }
}

/// `0.0578`
func decimals(_ value: Double, _ digits: Int) -> String { String(format: "%.\(digits)f", value) }
