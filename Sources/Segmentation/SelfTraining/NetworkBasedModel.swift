import Training

/// A model whose labels and training are those of a `Network`. What a conformer adds is the network's input for a picture.
protocol NetworkBasedModel: TrainableModel {
  var network: Network { get }
}

extension NetworkBasedModel {
  var state: NetworkState { network.state }

  func replace(_ state: NetworkState) { network.replace(state) }

  func predict(_ clusters: inout [UInt16]) { network.forward(&clusters) }

  func step(targets: [UInt16], rate: Float, momentum: Float) -> Float {
    let loss = network.backward(targets: targets)
    if loss.isFinite { network.descend(rate: rate, momentum: momentum) }
    return loss
  }

  func meanResponses(of pixels: [Int32], offsets: [Int32]) -> [Float] {
    network.meanResponses(of: pixels, offsets: offsets)
  }

  func meanProbabilities(of pixels: [Int32], offsets: [Int32]) -> [Float] {
    network.meanProbabilities(of: pixels, offsets: offsets)
  }
}
