import Evaluation
import Foundation

/// The text output of `tessera evaluate stills`: one line per figure, with its JSON name and meaning.
struct StillFiguresTable: CustomStringConvertible {
  let figures: StillFigures

  var description: String {
    let rows: [Figure] = [
      ("images", "\(figures.images)", ""),
      ("segments_per_image", String(format: "%.1f", figures.segmentsPerImage), "mean"),
      ("f_05", fourDecimals(figures.fMeasure), "F-measure per image at an IoU over 0.5, mean"),
      ("ap_05", fourDecimals(figures.curve50.averagePrecision), "average precision at an IoU over 0.5, largest first"),
      ("ap_07", fourDecimals(figures.curve70.averagePrecision), "average precision at an IoU over 0.7"),
      ("covering", fourDecimals(figures.covering), "covering of the ground truth by the segments; 1 is best"),
      ("miou", fourDecimals(figures.meanIoU), "best IoU of a ground-truth segment, mean over segments and stills"),
      ("pri", fourDecimals(figures.randIndex), "probabilistic Rand index; 1 is best"),
      ("voi", fourDecimals(figures.variationOfInformation), "variation of information, bits; 0 is best"),
    ]
    return figureLines(rows, nameWidth: 20)
  }
}
