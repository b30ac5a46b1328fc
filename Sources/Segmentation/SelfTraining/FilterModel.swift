import Imaging
import Parallelism
import Training

/// A fixed ``FilterBank`` and a linear classifier, which alone is trained: the second ``TrainableModel``.
final class FilterModel: NetworkBasedModel {
  let size: PictureSize
  /// Without convolutions: it classifies what it is given.
  let network: Network
  private let workers: Workers

  /// - Parameters:
  ///   - state: the initial weights and momentum, of the settings' architecture.
  ///   - settings: of the loss.
  ///   - size: of the pictures.
  ///   - workers: the threads; results do not depend on them.
  init(_ state: NetworkState, _ settings: SegmentSettings, size: PictureSize, workers: Workers) {
    self.size = size
    self.workers = workers
    network = Network(
      state: state, height: size.height, width: size.width, workers: workers, continuity: Float(settings.continuity))
  }

  func setPicture(_ picture: Picture) {
    network.setInput(FilterBank.features(of: LabPlanes(picture, workers: workers), workers: workers))
  }
}
