import Foundation

/// The figures as data files: table.csv and figures.json.
struct Tables {
  let comparison: Comparison

  /// A row for each setting; a setting with label maps of more stills has a second row with `stills` = `own`.
  var csv: String {
    let names = Outcome.Figures.CodingKeys.allCases.map(\.rawValue)
    var lines = [(["setting", "method", "stills"] + names).joined(separator: ",")]
    for judged in comparison.methods {
      for outcome in judged.outcomes {
        for (stills, figures) in [("shared", outcome.figures), ("own", outcome.own)] {
          guard let figures else { continue }
          lines.append(([outcome.name, judged.method.name, stills] + figures.texts).joined(separator: ","))
        }
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  func json() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(Document(comparison))
  }

  private struct Document: Encodable {
    let groundTruth: String
    let stills: [String]
    let settings: [Row]
    let methods: [Best]
    let ratios: [Ratio]
    let warnings: [String]

    init(_ comparison: Comparison) {
      groundTruth = comparison.truth
      stills = comparison.stills
      settings = comparison.methods.flatMap { judged in judged.outcomes.map { Row(judged.method, $0) } }
      methods = comparison.methods.map(Best.init)
      ratios = comparison.ratios
      warnings = comparison.warnings
    }

    enum CodingKeys: String, CodingKey {
      case groundTruth = "ground_truth"
      case stills, settings, methods, ratios, warnings
    }
  }

  private struct Row: Encodable {
    let setting, method, label: String
    let shared: Outcome.Figures
    let own: Outcome.Figures?

    init(_ method: Method, _ outcome: Outcome) {
      setting = outcome.name
      self.method = method.name
      label = outcome.label
      shared = outcome.figures
      own = outcome.own
    }
  }

  /// The best settings of a method, and the paper's average precision.
  private struct Best: Encodable {
    let method, title: String
    let fMeasure, averagePrecision50, averagePrecision70: String?
    let published50, published70: Double?

    init(_ judged: JudgedMethod) {
      method = judged.method.name
      title = judged.method.title
      fMeasure = judged.best(by: \.fMeasure)?.name
      averagePrecision50 = judged.best(by: \.averagePrecision50)?.name
      averagePrecision70 = judged.best(by: \.averagePrecision70)?.name
      published50 = judged.method.published?.at50
      published70 = judged.method.published?.at70
    }

    enum CodingKeys: String, CodingKey {
      case method, title
      case fMeasure = "best_f_05"
      case averagePrecision50 = "best_ap_05"
      case averagePrecision70 = "best_ap_07"
      case published50 = "paper_ap_05"
      case published70 = "paper_ap_07"
    }
  }
}
