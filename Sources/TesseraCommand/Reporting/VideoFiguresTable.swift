import Evaluation
import Foundation
import Imaging

/// `tessera evaluate video` for people: a line for each figure, by the name it has in JSON, and what it says.
struct VideoFiguresTable: CustomStringConvertible {
  let figures: VideoFigures
  let size: Size

  var description: String {
    figureLines(rows, nameWidth: 16)
  }

  private var rows: [Figure] {
    var rows: [Figure] = [
      ("frames", "\(figures.frames)", "of \(size)"),
      ("labels_first", "\(figures.labelsFirst)", "labels over 0.1 % of the first frame"),
      ("labels_median", String(format: "%.1f", figures.labelsMedian), "the same, median of all frames"),
      ("labels_last", "\(figures.labelsLast)", "the same, last frame"),
      ("labels_mean", fourDecimals(figures.labelsMean), "the same, mean of all frames"),
      ("survival", fourDecimals(figures.survival), "share of the first frame's large labels that are in the last one"),
      ("ev", fourDecimals(figures.ev), "share of the variation of color that the labels explain"),
      ("tc", fourDecimals(figures.tc), "share of points that keep their label from frame to frame"),
      ("tc_worst", fourDecimals(figures.tcWorst), "the same, worst frame"),
      ("tc_25", figures.tc25.map(fourDecimals) ?? "-", "share of points that have the same label 25 frames later"),
    ]
    let objects = [
      ("j_one", figures.jOne, "IoU of each object with the one label that fits it best over the whole video"),
      ("j_seq", figures.jSeq, "IoU with the objects, each label given once for the whole video"),
      ("j_frame", figures.jFrame, "the same, labels given anew in each frame"),
      ("ids_per_object", figures.idsPerObject, "labels that hold 90 % of an object; 1 is best"),
      ("ue3d", figures.ue3d, "how far labels reach beyond objects they touch; 0 is best"),
      ("sa3d", figures.sa3d, "share of an object under labels that lie mostly in it"),
    ]
    for (name, value, meaning) in objects {
      if let value { rows.append((name, fourDecimals(value), meaning)) }
    }
    return rows
  }
}
