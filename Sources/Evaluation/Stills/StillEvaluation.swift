import Foundation
import Imaging
import Media

/// Judges the label maps of stills by what people drew in them.
package struct StillEvaluation: Sendable {
  /// A folder of label images, NAME.png.
  package var labels: String
  /// A folder of ground truth; see ``GroundTruth``.
  package var truth: String
  /// Whether the connected parts of a label are segments of their own.
  package var splits = false

  package init(labels: String, truth: String) {
    self.labels = labels
    self.truth = truth
  }

  /// - Throws: `EvaluationError`, `MediaError`.
  package func run() throws -> StillFigures {
    let maps = try RegionFolder(labels, limit: nil)
    // In the order of names byte by byte, as segments of equal size count in the order of their images.
    let order = maps.paths.indices.sorted { maps.paths[$0].utf8.lexicographicallyPrecedes(maps.paths[$1].utf8) }
    return StillFigures(
      try order.map { index in
        let path = maps.paths[index]
        let name = ((path as NSString).lastPathComponent as NSString).deletingPathExtension
        let partition = Partition(try maps.read(index))
        let annotations = try GroundTruth(of: name, in: truth).annotations
        for annotation in annotations where annotation.size != partition.size {
          throw EvaluationError.truthSizeDiffers(
            labels: path, size: partition.size, name: name, folder: truth, truthSize: annotation.size)
        }
        return StillScore(splits ? partition.components : partition, truth: annotations)
      })
  }
}
