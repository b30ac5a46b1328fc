import Imaging
import Superpixels

/// Frozen weights: a frame is labeled by them alone, as in the sequel's experiment with reference images.
extension SelfTrainingSegmenter {
  /// The clusters that given weights predict, independent of all other frames. A cluster keeps its meaning over the whole
  /// film, cuts included.
  mutating func label(_ input: SegmenterInput, _ superpixels: Superpixels, by weights: PretrainedWeights) throws
    -> Segmentation
  {
    try prepare(trainer == nil ? weights.state : nil, input.picture.size)
    guard let model = trainer?.model else { preconditionFailure("prepare makes a trainer") }
    try Task.checkCancellation()
    model.setPicture(input.picture)
    var clusters = ClusterMap(
      size: superpixels.size, labels: [UInt16](repeating: 0, count: superpixels.size.count))
    model.predict(&clusters.labels)
    let colors = superpixels.meanColors(of: input.lab)
    if let border = settings.merging.border {
      let outcome = Trainer.Outcome(clusters: clusters, iterations: 0, loss: nil)
      return try merged(outcome, model, on: superpixels, input.lab, border: border)
    }
    let description = describesSuperpixels ? description(model, of: superpixels, colors) : nil
    if settings.votes {
      let predicted = clusters.labels
      Vote(superpixels: superpixels, clusterCount: settings.clusters, workers: workers)
        .winners(predicted, into: &clusters.labels)
      clusters = clusters.absorbingRegions(under: settings.minArea(clusters.size))
    }
    // A shot of this frame alone: only the maximum number of labels has an effect.
    var alone = ShotLabels(settings)
    var result = Segmentation(
      clusters: alone.begin(with: clusters, of: superpixels, colors: colors, settings), clusterEpoch: 0, iterations: 0,
      loss: nil)
    result.description = description
    return result
  }
}
