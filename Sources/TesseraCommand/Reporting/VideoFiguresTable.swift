import Evaluation
import Foundation
import Imaging

/// The text output of `tessera evaluate video`: one line per figure, with its JSON name and meaning.
struct VideoFiguresTable: CustomStringConvertible {
  let figures: VideoFigures
  let size: PictureSize

  var description: String {
    figureLines(rows, nameWidth: 16)
  }

  private var rows: [Figure] {
    var rows: [Figure] = [
      ("frames", "\(figures.frames)", "of \(size)"),
      ("labels_first", "\(figures.labelsFirst)", "labels over 0.1 % of the first frame"),
      ("labels_median", String(format: "%.1f", figures.labelsMedian), "labels over 0.1 % of a frame, median"),
      ("labels_last", "\(figures.labelsLast)", "labels over 0.1 % of the last frame"),
      ("labels_mean", fourDecimals(figures.labelsMean), "labels over 0.1 % of a frame, mean"),
      ("survival", fourDecimals(figures.survival), "fraction of large first-frame labels still in the last frame"),
      ("ev", fourDecimals(figures.ev), "explained variation of color"),
      ("tc", fourDecimals(figures.tc), "fraction of points that keep their label from frame to frame"),
      ("tc_worst", fourDecimals(figures.tcWorst), "fraction of points that keep their label, worst frame"),
      ("tc_25", figures.tc25.map(fourDecimals) ?? "-", "fraction of points with the same label 25 frames later"),
    ]
    let objects = [
      ("j_one", figures.jOne, "IoU of each object with its best label over the whole video"),
      ("j_seq", figures.jSeq, "IoU with each label assigned to one object for the whole video"),
      ("j_frame", figures.jFrame, "IoU with labels assigned to objects in each frame"),
      ("ids_per_object", figures.idsPerObject, "labels that hold 90 % of an object; 1 is best"),
      ("ue3d", figures.ue3d, "3D undersegmentation error; 0 is best"),
      ("sa3d", figures.sa3d, "3D segmentation accuracy; 1 is best"),
    ]
    for (name, value, meaning) in objects {
      if let value { rows.append((name, fourDecimals(value), meaning)) }
    }
    return rows
  }
}
