import Foundation
import Reproduction

/// The final table of `tessera reproduce`: the best of each method and the paper's figures, and the ratios.
struct ComparisonTable: CustomStringConvertible {
  let comparison: Comparison

  var description: String {
    var rows = [["", "AP 0.5", "paper", "AP 0.7", "paper", "F 0.5"]]
    for judged in comparison.methods {
      rows.append([
        "\(judged.method.title) \(judged.method.letters)", cell(judged, \.averagePrecision50),
        number(judged.method.published?.at50, 4), cell(judged, \.averagePrecision70),
        number(judged.method.published?.at70, 4), cell(judged, \.fMeasure),
      ])
    }
    for ratio in comparison.ratios {
      rows.append([
        ratio.titles, number(ratio.at50, 2), number(ratio.published50, 2), number(ratio.at70, 2),
        number(ratio.published70, 2), "",
      ])
    }
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    let lines = rows.map { row in
      zip(row, widths).enumerated().map { column, pair in
        let padding = String(repeating: " ", count: pair.1 - pair.0.count)
        return column == 0 ? pair.0 + padding : padding + pair.0
      }.joined(separator: "  ")
    }
    let count = comparison.stills.count
    return "\(count) \(count == 1 ? "still" : "stills"); best setting for each figure\n"
      + lines.joined(separator: "\n") + "\n"
  }

  private func cell(_ judged: JudgedMethod, _ figure: KeyPath<Outcome.Figures, Double>) -> String {
    judged.best(by: figure).map { "\($0.label) \(fourDecimals($0.figures[keyPath: figure]))" } ?? "-"
  }

  private func number(_ value: Double?, _ digits: Int) -> String {
    value.map { String(format: "%.\(digits)f", $0) } ?? "-"
  }
}
