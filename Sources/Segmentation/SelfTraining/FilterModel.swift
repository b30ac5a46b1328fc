import Imaging
import Parallelism
import Training

/// A fixed ``FilterBank`` and a linear classifier, which alone is trained: the second ``TrainableModel``.
final class FilterModel: TrainableModel {
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

  var state: NetworkState { network.state }

  func replace(_ state: NetworkState) { network.replace(state) }

  func setPicture(_ picture: Picture) {
    network.setInput(FilterBank.features(of: LabPlanes(picture, workers: workers), workers: workers))
  }

  func predict(_ clusters: inout [UInt16]) { network.forward(&clusters) }

  func step(targets: [UInt16], rate: Float, momentum: Float) -> Float {
    network.step(targets: targets, rate: rate, momentum: momentum)
  }

  func meanResponses(of pixels: [Int32], offsets: [Int32]) -> [Float] {
    network.meanResponses(of: pixels, offsets: offsets)
  }

  func meanProbabilities(of pixels: [Int32], offsets: [Int32]) -> [Float] {
    network.meanProbabilities(of: pixels, offsets: offsets)
  }
}
