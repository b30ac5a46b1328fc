import Evaluation
import Foundation
import Imaging
import Media

/// Evaluates the label maps of stills against human annotations.
package struct StillEvaluation: Sendable {
  /// A folder of label images, NAME.png, whose palette indices or gray values are the labels.
  package var labels: String
  /// A folder of ground truth; see ``GroundTruth``.
  package var truth: String
  /// Whether connected components of a label are separate segments.
  package var splits = false

  package init(labels: String, truth: String) {
    self.labels = labels
    self.truth = truth
  }

  /// - Throws: `EvaluationError`, `MediaError`.
  package func run() throws -> StillFigures {
    let maps = try RegionFolder(labels, limit: nil)
    return StillFigures(
      try maps.paths.map { path in
        let name = path.fileStem
        let partition = Partition(try RegionImage.readLabels(path: path))
        let annotations = try GroundTruth(of: name, in: truth).annotations
        for annotation in annotations where annotation.size != partition.size {
          throw EvaluationError.truthSizeDiffers(
            labels: path, size: partition.size, name: name, folder: truth, truthSize: annotation.size)
        }
        return StillScore(splits ? partition.components : partition, truth: annotations)
      })
  }
}
