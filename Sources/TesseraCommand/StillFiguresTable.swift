import Evaluation
import Foundation

/// `tessera evaluate stills` for people: a line for each figure, by the name it has in JSON, and what it says.
struct StillFiguresTable: CustomStringConvertible {
  let figures: StillFigures

  var description: String {
    let rows: [(name: String, value: String, meaning: String)] = [
      ("images", "\(figures.images)", ""),
      ("segments_per_image", String(format: "%.1f", figures.segmentsPerImage), "mean"),
      ("f_05", share(figures.fMeasure), "F-measure per image at an IoU over 0.5, mean"),
      ("ap_05", share(figures.curve50.averagePrecision), "average precision at an IoU over 0.5, largest first"),
      ("ap_07", share(figures.curve70.averagePrecision), "the same at 0.7"),
      ("covering", share(figures.covering), "of the ground truth by the segments; 1 is best"),
      ("pri", share(figures.randIndex), "probabilistic Rand index; 1 is best"),
      ("voi", share(figures.variationOfInformation), "variation of information, bits; 0 is best"),
    ]
    let lines = rows.map { name, value, meaning in
      name.padding(toLength: 20, withPad: " ", startingAt: 0)
        + String(repeating: " ", count: max(0, 9 - value.count)) + value + "  " + meaning
    }
    return lines.map { $0.trimmingCharacters(in: .whitespaces) }.joined(separator: "\n") + "\n"
  }

  private func share(_ value: Double) -> String { String(format: "%.4f", value) }
}
