import Foundation
import Imaging

/// Figures 3 and 4.
struct Plots {
  let comparison: Comparison
  let gnuplot: Gnuplot

  /// Colors for any color vision (Okabe and Ito), muted ones for baselines.
  static func colors(_ methods: [JudgedMethod]) -> [String] {
    var quiet = ["#8c8c8c", "#e69f00", "#b8a56a"][...]
    var strong = ["#0072b2", "#d55e00", "#009e73", "#cc79a7"][...]
    return methods.map { ($0.method.isProposed ? strong.popFirst() : quiet.popFirst()) ?? "#000000" }
  }

  /// The F-measure per image of each method's settings.
  func fMeasures(_ terminal: Gnuplot.Terminal) throws(ReproductionError) -> [UInt8] {
    var place = 0
    var blocks: [String] = []
    for method in comparison.methods {
      let rows = method.bars.map { bar in
        defer { place += 1 }
        return "\(place) \(bar.figures.fMeasure) \"\(bar.label)\"\n"
      }
      blocks.append(rows.joined())
      place += 1
    }
    let highest = comparison.methods.flatMap(\.bars).map(\.figures.fMeasure).max() ?? 0
    let values =
      common(titles: ["titles": comparison.methods.map { "\($0.method.title), \($0.method.letters)" }])
      + "last = \(place - 2)\nhighest = \(highest)\n"
    return try gnuplot.draw(
      script(PackageResources.figure_3_gp), on: terminal, values: values,
      data: ["bars.dat": Data(blocks.joined(separator: "\n\n").utf8)])
  }

  /// Precision and recall of each method's best settings.
  func curves(_ terminal: Gnuplot.Terminal) throws(ReproductionError) -> [UInt8] {
    let best50 = comparison.methods.map { ($0.method.title, $0.best(by: \.averagePrecision50)) }
    let best70 = comparison.methods.map { ($0.method.title, $0.best(by: \.averagePrecision70)) }
    let values = common(titles: [
      "titles50": best50.map { "\($0) \($1?.label ?? ""): AP \(decimals($1?.figures.averagePrecision50 ?? 0, 4))" },
      "titles70": best70.map { "\($0) \($1?.label ?? ""): AP \(decimals($1?.figures.averagePrecision70 ?? 0, 4))" },
    ])
    return try gnuplot.draw(
      script(PackageResources.figure_4_gp), on: terminal, values: values,
      data: [
        "curves-50.dat": data(best50.map { $1?.curve50 ?? [] }),
        "curves-70.dat": data(best70.map { $1?.curve70 ?? [] }),
      ])
  }

  private func common(titles: [String: [String]]) -> String {
    "methods = \(comparison.methods.count)\n" + Gnuplot.array("colors", Self.colors(comparison.methods))
      + titles.sorted { $0.key < $1.key }.map { Gnuplot.array($0, $1) }.joined()
  }

  private func data(_ curves: [[CurvePoint]]) -> Data {
    let blocks = curves.map { $0.map { "\($0.recall) \($0.precision)\n" }.joined() }
    return Data(blocks.joined(separator: "\n\n").utf8)
  }
}

/// A script of the folder Figures.
func script(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
