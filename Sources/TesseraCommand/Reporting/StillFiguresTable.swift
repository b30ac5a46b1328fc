import Evaluation
import Foundation

/// `tessera evaluate stills` for people: a line for each figure, by the name it has in JSON, and what it says.
struct StillFiguresTable: CustomStringConvertible {
  let figures: StillFigures

  var description: String {
    let rows: [Figure] = [
      ("images", "\(figures.images)", ""),
      ("segments_per_image", String(format: "%.1f", figures.segmentsPerImage), "mean"),
      ("f_05", fourDecimals(figures.fMeasure), "F-measure per image at an IoU over 0.5, mean"),
      ("ap_05", fourDecimals(figures.curve50.averagePrecision), "average precision at an IoU over 0.5, largest first"),
      ("ap_07", fourDecimals(figures.curve70.averagePrecision), "the same at 0.7"),
      ("covering", fourDecimals(figures.covering), "of the ground truth by the segments; 1 is best"),
      ("pri", fourDecimals(figures.randIndex), "probabilistic Rand index; 1 is best"),
      ("voi", fourDecimals(figures.variationOfInformation), "variation of information, bits; 0 is best"),
    ]
    return figureLines(rows, nameWidth: 20)
  }
}
