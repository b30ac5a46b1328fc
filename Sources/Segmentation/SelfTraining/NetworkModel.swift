import Imaging
import Parallelism
import Training

/// The network of the paper, whose convolutions are trained: the first ``TrainableModel``.
final class NetworkModel: NetworkBasedModel {
  let size: PictureSize
  let network: Network
  private let swapsRedAndBlue: Bool

  /// - Parameters:
  ///   - state: the initial weights and momentum, of the settings' architecture.
  ///   - settings: of the convolutions, the loss and the colors.
  ///   - size: of the pictures.
  ///   - workers: the threads; results do not depend on them.
  init(_ state: NetworkState, _ settings: SegmentSettings, size: PictureSize, workers: Workers) {
    self.size = size
    network = Network(
      state: state, height: size.height, width: size.width, workers: workers, convolution: settings.convolution,
      continuity: Float(settings.continuity))
    swapsRedAndBlue = settings.swapsRedAndBlue
  }

  /// Colors in [0, 1], as section 2.1 of the paper has them.
  func setPicture(_ picture: Picture) {
    guard swapsRedAndBlue else { return network.setInput(picture.bytes.map { Float($0) / 255 }) }
    var values = [Float](repeating: 0, count: picture.bytes.count)
    for n in 0..<picture.size.count {
      for channel in 0..<3 { values[3 * n + channel] = Float(picture.bytes[3 * n + 2 - channel]) / 255 }
    }
    network.setInput(values)
  }
}
