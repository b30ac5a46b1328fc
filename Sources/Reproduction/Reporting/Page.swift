import Foundation

/// A self-contained page with all results, from the template page.html.
struct Page {
  let comparison: Comparison
  /// The columns of Figure 2.
  let columns: Int
  /// Figure 2 as PNG, Figures 3 and 4 as SVG.
  let examples, fMeasures, curves: [UInt8]

  var html: String {
    let parts = [
      "SCOPE": scope, "WARNINGS": warnings, "BEST": best, "RATIOS": ratios, "SETTINGS": settings,
      "FIGURE2":
        "<img style=\"min-width: \(6 * columns)rem\" alt=\"Stills and their segments by each method\" src=\"data:image/png;base64,\(Data(examples).base64EncodedString())\">",
      "FIGURE3": Self.inline(fMeasures), "FIGURE4": Self.inline(curves),
    ]
    // Split at the markers, not replaced, so that inserted text is not taken for a marker.
    let pieces = script(PackageResources.page_html).components(separatedBy: "{{")
    return pieces.dropFirst().reduce(into: pieces[0]) { html, piece in
      let halves = piece.components(separatedBy: "}}")
      html += (parts[halves[0]] ?? "") + halves.dropFirst().joined(separator: "}}")
    }
  }

  private var scope: String {
    let count = comparison.stills.count
    let own = comparison.hasOwnFigures ? " Where a setting has label maps of more stills, all settings lists both." : ""
    return Self.escaped(
      "\(count) \(count == 1 ? "still" : "stills"), the same for every setting; ground truth: \(comparison.truth).")
      + own
  }

  private var warnings: String {
    guard !comparison.warnings.isEmpty else { return "" }
    return "<details><summary>Warnings: \(comparison.warnings.count)</summary><ul class=\"quiet\">"
      + comparison.warnings.map { "<li>\(Self.escaped($0))</li>" }.joined() + "</ul></details>"
  }

  /// The best settings of each method, and the paper's figures.
  private var best: String {
    let rows = comparison.methods.map { judged -> [String] in
      let method = judged.method
      let published = method.published
      return [
        Self.escaped("\(method.title), \(method.letters)"),
        cell(judged.best(by: \.averagePrecision50), \.averagePrecision50),
        published.map { decimals($0.at50, 4) } ?? "–",
        cell(judged.best(by: \.averagePrecision70), \.averagePrecision70),
        published.map { decimals($0.at70, 4) } ?? "–",
        cell(judged.best(by: \.fMeasure), \.fMeasure),
      ]
    }
    return table(["method", "AP 0.5", "paper", "AP 0.7", "paper", "F"], rows)
  }

  private func cell(_ outcome: Outcome?, _ figure: KeyPath<Outcome.Figures, Double>) -> String {
    guard let outcome else { return "–" }
    return "\(decimals(outcome.figures[keyPath: figure], 4)) <small>\(Self.escaped(outcome.label))</small>"
  }

  private var ratios: String {
    let rows = comparison.ratios.map { ratio in
      [Self.escaped(ratio.titles)]
        + [ratio.at50, ratio.published50, ratio.at70, ratio.published70].map { $0.map { decimals($0, 2) } ?? "–" }
    }
    guard !rows.isEmpty else { return "" }
    return "<h2>Ratios</h2>\n<div class=\"wide\">\n"
      + table(["best AP over best AP", "at 0.5", "paper", "at 0.7", "paper"], rows) + "\n</div>"
  }

  private var settings: String {
    comparison.methods.map { judged in
      let heads =
        [Self.escaped(judged.method.letters)]
        + ["stills", "segments", "F", "AP 0.5", "AP 0.7", "covering", "mIoU", "PRI", "VoI"]
      let best = Self.marked(judged.outcomes.map(\.figures))
      let rows = judged.outcomes.enumerated().flatMap { place, outcome -> [[String]] in
        let texts = outcome.figures.texts.enumerated().map { column, text in
          best[column] == place ? "<span class=\"best\">\(text)</span>" : text
        }
        let own =
          outcome.own.map { [["<small>all its stills</small>"] + $0.texts.map { "<small>\($0)</small>" }] } ?? []
        return [[Self.escaped(outcome.label)] + texts] + own
      }
      let open = rows.count <= 12 ? " open" : ""
      return "<details\(open)><summary>\(Self.escaped(judged.method.title))</summary><div class=\"wide\">\n"
        + table(heads, rows) + "\n</div></details>"
    }.joined(separator: "\n")
  }

  /// For each column of `Figures.texts` the best row; nil if neither more nor less is better.
  private static func marked(_ figures: [Outcome.Figures]) -> [Int?] {
    func largest(_ value: (Outcome.Figures) -> Double) -> Int? {
      figures.count < 2 ? nil : figures.indices.max { (value(figures[$0]), -$0) < (value(figures[$1]), -$1) }
    }
    return [
      nil, nil, largest(\.fMeasure), largest(\.averagePrecision50), largest(\.averagePrecision70), largest(\.covering),
      largest(\.meanIoU), largest(\.randIndex), largest { -$0.variationOfInformation },
    ]
  }

  private func table(_ heads: [String], _ rows: [[String]]) -> String {
    let head = heads.map { "<th>\($0)</th>" }.joined()
    let body = rows.map { "<tr>" + $0.map { "<td>\($0)</td>" }.joined() + "</tr>" }
    return "<table><thead><tr>\(head)</tr></thead><tbody>\n\(body.joined(separator: "\n"))\n</tbody></table>"
  }

  /// The element of an SVG file, without the file header.
  private static func inline(_ svg: [UInt8]) -> String {
    let text = String(decoding: svg, as: UTF8.self)
    return text.range(of: "<svg").map { String(text[$0.lowerBound...]) } ?? ""
  }

  private static func escaped(_ text: String) -> String {
    text.replacingOccurrences(of: "&", with: "&amp;").replacingOccurrences(of: "<", with: "&lt;")
      .replacingOccurrences(of: ">", with: "&gt;").replacingOccurrences(of: "\"", with: "&quot;")
  }
}
