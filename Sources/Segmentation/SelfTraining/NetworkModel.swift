import Imaging
import Parallelism
import Training

/// The network of the paper, whose convolutions are trained: the first ``TrainableModel``.
final class NetworkModel: TrainableModel {
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

  var state: NetworkState { network.state }

  func replace(_ state: NetworkState) { network.replace(state) }

  /// Colors in [0, 1], as section 2.1 of the paper has them.
  func setPicture(_ picture: Picture) {
    guard swapsRedAndBlue else { return network.setInput(picture.bytes.map { Float($0) / 255 }) }
    var values = [Float](repeating: 0, count: picture.bytes.count)
    for n in 0..<picture.size.count {
      for channel in 0..<3 { values[3 * n + channel] = Float(picture.bytes[3 * n + 2 - channel]) / 255 }
    }
    network.setInput(values)
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

extension Network {
  /// Backward pass and gradient step; returns the loss. Without a finite loss there is no step.
  func step(targets: [UInt16], rate: Float, momentum: Float) -> Float {
    let loss = backward(targets: targets)
    if loss.isFinite { descend(rate: rate, momentum: momentum) }
    return loss
  }
}
