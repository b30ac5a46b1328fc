import Foundation
import Media

/// Writes the results of an experiment: tables, the paper's figures, and the page with all of them.
package struct Report {
  /// The files written by `write`.
  static let files = [
    "table.csv", "figures.json", "figure-2.png", "figure-3.svg", "figure-3.png", "figure-4.svg", "figure-4.png",
    "index.html",
  ]

  private let gnuplot: Gnuplot

  /// Create it before the long run: it checks that figures can be drawn.
  /// - Throws: `ReproductionError.noGnuplot`.
  package init() throws(ReproductionError) { gnuplot = try Gnuplot() }

  /// Replaces the results of an earlier run.
  ///
  /// - Returns: the path of the page.
  /// - Throws: `ReproductionError.gnuplotFailed`, `MediaError`.
  package func write(_ comparison: Comparison, of experiment: Experiment) throws -> String {
    func write(_ bytes: [UInt8], _ name: String) throws {
      try OutputFiles.write(bytes, to: experiment.folder + "/" + name)
    }
    let tables = Tables(comparison: comparison)
    try write(Array(tables.csv.utf8), "table.csv")
    try write([UInt8](tables.json()), "figures.json")

    let plots = Plots(comparison: comparison, gnuplot: gnuplot)
    let fMeasures = try plots.fMeasures(.svg(name: "figure3", title: "F-measure per image", width: 900, height: 380))
    let curves = try plots.curves(.svg(name: "figure4", title: "Precision and recall", width: 900, height: 400))
    try write(fMeasures, "figure-3.svg")
    try write(plots.fMeasures(.png(width: 1350, height: 570)), "figure-3.png")
    try write(curves, "figure-4.svg")
    try write(plots.curves(.png(width: 1350, height: 600)), "figure-4.png")
    let sheet = try ExampleSheet(comparison, stills: experiment.stills, store: LabelStore(folder: experiment.folder))
    let examples = try sheet.png(gnuplot)
    try write(examples, "figure-2.png")

    let page = Page(
      comparison: comparison, columns: sheet.titles.count, examples: examples, fMeasures: fMeasures, curves: curves)
    try write(Array(page.html.utf8), "index.html")
    return experiment.folder + "/index.html"
  }
}
