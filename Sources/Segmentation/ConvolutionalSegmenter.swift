import Foundation
import Imaging
import Parallelism
import Superpixels
import Training

/// Algorithm 1 of the paper, frame after frame: a network that labels the pixels and learns its own labels, smoothed by
/// the superpixels, and that goes on in the next frame from where it is.
package struct ConvolutionalSegmenter: Segmenter {
  package let settings: SegmentSettings
  private let workers: Workers
  /// Built when the first frame tells the size; keeps the weights, the momentum and the maps of one iteration.
  private var network: Network?
  private var generation = 0
  /// Is told of every iteration: how many are done, how many there will be at most, and the loss.
  package typealias Observer = @Sendable (_ done: Int, _ of: Int, _ loss: Float) -> Void
  package var observer: Observer?

  package init(_ settings: SegmentSettings, workers: Workers) {
    self.settings = settings
    self.workers = workers
  }

  package mutating func segment(_ picture: Picture, superpixels: Superpixels) throws -> Segmentation {
    let (network, isFirst) = try network(for: picture.size)
    network.setInput(input(picture))
    return try train(
      network, on: superpixels, iterations: isFirst ? settings.iterations.first : settings.iterations.warm)
  }

  /// The network to go on with, and whether it has learned nothing yet.
  private mutating func network(for size: Size) throws(SegmentationError) -> (Network, isFirst: Bool) {
    if let network, network.width == size.width, network.height == size.height {
      guard settings.start == .scratch else { return (network, false) }
      generation += 1
      network.replace(settings.freshState(seed: settings.seed &+ UInt64(generation)))
      return (network, true)
    }
    let needed = Network.bytes(of: settings.architecture, pixels: size.count)
    let available = Int(clamping: ProcessInfo.processInfo.physicalMemory)
    guard needed < available / 10 * 9 else { throw .tooLarge(size: size, bytes: needed, available: available) }
    // A picture of another size keeps what was learned: the weights do not depend on the size.
    let known = settings.start == .warm ? network?.state : nil
    let network = Network(
      state: known ?? settings.freshState(seed: settings.seed), height: size.height, width: size.width,
      workers: workers, convolution: settings.convolution == .winograd ? .winograd : .direct)
    self.network = network
    return (network, known == nil)
  }

  /// The loop of Algorithm 1. With no iterations, the labels of one forward pass.
  private func train(_ network: Network, on superpixels: Superpixels, iterations: Int) throws -> Segmentation {
    let vote = Vote(superpixels: superpixels, clusterCount: settings.clusters, workers: workers)
    var clusters = [UInt16](repeating: 0, count: superpixels.size.count)
    var targets = clusters
    var loss: Float?
    var iteration = 0
    try Task.checkCancellation()
    network.forward(&clusters)
    while iteration < iterations {
      try Task.checkCancellation()
      if iteration > 0 { network.forward(&clusters) }
      vote.winners(clusters, into: &targets)
      let value = network.backward(targets: targets)
      iteration += 1
      guard value.isFinite else {
        throw SegmentationError.diverged(iteration: iteration, learningRate: settings.learningRate)
      }
      loss = value
      observer?(iteration, iterations, value)
      network.descend(rate: Float(settings.learningRate), momentum: Float(settings.momentum))
      // Counted before the vote and tested after the step, as the public code does.
      if settings.minimumLabels > 0, distinct(clusters) <= settings.minimumLabels { break }
    }
    if settings.votes {
      vote.winners(clusters, into: &targets)
      clusters = targets
    }
    return Segmentation(
      clusters: LabelMap(size: superpixels.size, labels: clusters), generation: generation, iterations: iteration,
      loss: loss)
  }

  private func distinct(_ clusters: [UInt16]) -> Int {
    var seen = [Bool](repeating: false, count: settings.clusters)
    for cluster in clusters { seen[Int(cluster)] = true }
    return seen.count { $0 }
  }

  /// Colours in [0, 1], as section 2.1 of the paper has them.
  private func input(_ picture: Picture) -> [Float] {
    guard settings.swapsRedAndBlue else { return picture.bytes.map { Float($0) / 255 } }
    var result = [Float](repeating: 0, count: picture.bytes.count)
    for n in 0..<picture.size.count {
      for channel in 0..<3 { result[3 * n + channel] = Float(picture.bytes[3 * n + 2 - channel]) / 255 }
    }
    return result
  }
}
