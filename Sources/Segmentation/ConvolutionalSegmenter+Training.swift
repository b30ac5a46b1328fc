import Imaging
import Superpixels
import Training

/// Training iterations, at the size of the picture or at half of it. The weights do not depend on the size.
extension ConvolutionalSegmenter {
  /// The first iterations of a shot, at half of the size, where one takes a quarter of the time. The weights do not
  /// depend on the size.
  ///
  /// - Returns: the iterations that are left for the whole size; none if training has reached its end.
  mutating func trainAtHalfSize(
    _ network: Network, _ picture: Picture, _ superpixels: Superpixels, clusterEpoch: Int
  ) throws -> Range<Int> {
    let (count, total) = (settings.iterations.halfSizeCount, settings.iterations.first)
    guard count > 0, let (picture, superpixels) = superpixels.halved(with: picture) else { return 0..<total }
    let halfSize = halfSizeNetwork(network, for: picture)
    let trained = try train(
      halfSize, on: superpixels, iterations: 0..<count, isFirst: true, clusterEpoch: clusterEpoch)
    network.replace(halfSize.state)
    return trained.iterations..<(trained.iterations < count ? trained.iterations : total)
  }

  /// The loop of Algorithm 1. Without iterations, the labels of one forward pass.
  ///
  /// - Parameters:
  ///   - iterations: their numbers in the frame, from 0.
  ///   - isFirst: whether the target number of labels and the time budget may reduce the iterations.
  func train(
    _ network: Network, on superpixels: Superpixels, iterations: Range<Int>, isFirst: Bool, clusterEpoch: Int
  ) throws -> Segmentation {
    let target = isFirst ? settings.targetLabels : nil
    let vote = Vote(superpixels: superpixels, clusterCount: settings.clusters, workers: workers)
    var clusters = [UInt16](repeating: 0, count: superpixels.size.count)
    var targets = clusters
    let total = isFirst ? settings.iterations.first : settings.iterations.warm
    var loss: Float?
    var iteration = iterations.lowerBound
    try Task.checkCancellation()
    network.forward(&clusters)
    while iteration < iterations.upperBound {
      try Task.checkCancellation()
      if iteration > iterations.lowerBound { network.forward(&clusters) }
      switch settings.targets {
      case .superpixels: vote.winners(clusters, into: &targets)
      case .pixels: targets = clusters
      }
      iteration += 1
      loss = try step(network, targets: targets, rate: settings.learningRate, iteration: iteration, of: total)
      // Tested after the step and, without a vote in the result, before voting, as in the public code.
      let left = settings.votes ? visible(targets) : distinct(clusters)
      if settings.minimumLabels > 0, left <= settings.minimumLabels { break }
      if let target, visible(targets) <= target { break }
      if isFirst, iteration >= TrainingBudget.minIterations, budget?.isFirstFrameOver ?? false { break }
    }
    var result = ClusterMap(size: superpixels.size, labels: clusters)
    if settings.votes {
      vote.winners(clusters, into: &result.labels)
      result = result.absorbingRegions(under: minArea(result.size))
    }
    return Segmentation(clusters: result, clusterEpoch: clusterEpoch, iterations: iteration, loss: loss)
  }

  /// Trains on known clusters.
  ///
  /// - Parameters:
  ///   - network: behind a forward pass of the picture.
  ///   - targets: the clusters of the picture.
  /// - Returns: the loss of the last iteration; nil without any.
  mutating func adapt(
    _ network: Network, to targets: ClusterMap, of picture: Picture, iterations: Int
  ) throws -> Float? {
    guard iterations > 0 else { return nil }
    var (trained, targets) = (network, targets)
    if settings.iterations.warmAtHalfSize, let half = picture.halved {
      trained = halfSizeNetwork(network, for: half)
      targets = targets.resized(to: half.size)
    }
    var clusters = [UInt16](repeating: 0, count: targets.size.count)
    var loss: Float?
    for iteration in 0..<iterations {
      try Task.checkCancellation()
      if iteration > 0 || trained !== network { trained.forward(&clusters) }
      loss = try step(
        trained, targets: targets.labels, rate: settings.warmLearningRate, iteration: iteration + 1, of: iterations)
    }
    if trained !== network { network.replace(trained.state) }
    return loss
  }

  /// The network for half of the size, with the weights of another one and a picture.
  private mutating func halfSizeNetwork(_ network: Network, for picture: Picture) -> Network {
    let (width, height) = (picture.size.width, picture.size.height)
    let reused = halfSize.flatMap { $0.width == width && $0.height == height ? $0 : nil }
    reused?.replace(network.state)
    let result =
      reused
      ?? Network(
        state: network.state, height: height, width: width, workers: workers, convolution: settings.convolution,
        continuity: network.continuity)
    halfSize = result
    result.setInput(values(picture))
    return result
  }

  /// Backward pass and gradient step of one iteration; returns the loss.
  private func step(
    _ network: Network, targets: [UInt16], rate: Double, iteration: Int, of count: Int
  ) throws -> Float {
    let loss = network.backward(targets: targets)
    guard loss.isFinite else {
      throw SegmentationError.diverged(iteration: iteration, learningRate: rate)
    }
    observer?(iteration, count, loss)
    network.descend(rate: Float(rate), momentum: Float(settings.momentum))
    return loss
  }
}
