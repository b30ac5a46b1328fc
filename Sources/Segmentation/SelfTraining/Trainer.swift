import Imaging
import Parallelism
import Superpixels
import Training

/// Trains a model on a frame, at the size of the picture or at half of it. The weights do not depend on the size.
///
/// It knows nothing of other frames: what persists are the weights.
package struct Trainer {
  let settings: SegmentSettings
  let workers: Workers
  /// For pictures of the last size.
  package private(set) var model: any TrainableModel
  /// Created at its first use.
  private var halfSize: (any TrainableModel)?
  /// Called for every iteration: iterations done, the maximum number, and the loss.
  package var observer: SelfTrainingSegmenter.Observer?

  /// What training on a frame led to.
  struct Outcome {
    /// As the settings want them: voted, or of each pixel.
    let clusters: ClusterMap
    /// The number of the last iteration, and its loss; nil without any.
    let iterations: Int
    let loss: Float?
  }

  /// - Parameters:
  ///   - state: the initial weights.
  ///   - settings: of the model and its training.
  ///   - size: of the pictures.
  ///   - workers: the threads; results do not depend on them.
  /// - Throws: `tooLarge`.
  package init(
    _ state: NetworkState, _ settings: SegmentSettings, size: PictureSize, workers: Workers
  ) throws(SegmentationError) {
    try SegmentationError.check(
      Network.bytes(of: settings.architecture, pixels: size.count, continuity: Float(settings.continuity)), for: size)
    self.settings = settings
    self.workers = workers
    model = settings.model(state, size: size, workers: workers)
  }

  /// With models of its own, in the same state.
  var copy: Trainer {
    var copy = self
    copy.model = settings.model(model.state, size: model.size, workers: workers)
    copy.halfSize = nil
    return copy
  }

  /// Continues with pictures of another size.
  mutating func fit(_ size: PictureSize) {
    if model.size != size { model = settings.model(model.state, size: size, workers: workers) }
  }

  /// Trains on a frame with unknown clusters: the loop of Algorithm 1. The first iterations are made at half of the size,
  /// where one takes a quarter of the time.
  ///
  /// - Parameters:
  ///   - picture: the frame.
  ///   - superpixels: of the frame.
  ///   - isOver: whether the time is over, asked after every iteration.
  mutating func trainFirst(
    _ picture: Picture, _ superpixels: Superpixels, isOver: (_ iterations: Int) -> Bool
  ) throws -> Outcome {
    let (count, total) = (settings.iterations.halfSizeCount, settings.iterations.first)
    var first = 0
    if count > 0, let (halfPicture, halfSuperpixels) = superpixels.halved(with: picture) {
      let half = halfSizeModel(for: halfPicture)
      let trained = try train(half, on: halfSuperpixels, 0..<count, isFirst: true, isOver: isOver)
      model.replace(half.state)
      first = trained.iterations
      // Training has reached its end.
      if first < count {
        model.setPicture(picture)
        return try train(model, on: superpixels, first..<first, isFirst: true, isOver: isOver)
      }
    }
    model.setPicture(picture)
    return try train(model, on: superpixels, first..<total, isFirst: true, isOver: isOver)
  }

  /// Trains on a later frame whose clusters no memory tells: the loop of Algorithm 1 from the weights that there are.
  ///
  /// - Parameters:
  ///   - picture: the frame.
  ///   - superpixels: of the frame.
  ///   - iterations: without any, the clusters are those of a forward pass.
  mutating func train(_ picture: Picture, _ superpixels: Superpixels, iterations: Int) throws -> Outcome {
    model.setPicture(picture)
    return try train(model, on: superpixels, 0..<iterations, isFirst: false) { _ in false }
  }

  /// - Parameters:
  ///   - iterations: their numbers in the frame, from 0.
  ///   - isFirst: whether the target number of labels and the time may reduce the iterations.
  private func train(
    _ model: any TrainableModel, on superpixels: Superpixels, _ iterations: Range<Int>, isFirst: Bool,
    isOver: (_ iterations: Int) -> Bool
  ) throws -> Outcome {
    let target = isFirst ? settings.targetLabels : nil
    let vote = Vote(superpixels: superpixels, clusterCount: settings.clusters, workers: workers)
    var clusters = [UInt16](repeating: 0, count: superpixels.size.count)
    var targets = clusters
    let total = isFirst ? settings.iterations.first : settings.iterations.warm
    var loss: Float?
    var iteration = iterations.lowerBound
    try Task.checkCancellation()
    model.predict(&clusters)
    while iteration < iterations.upperBound {
      try Task.checkCancellation()
      if iteration > iterations.lowerBound { model.predict(&clusters) }
      switch settings.targets {
      case .superpixels: vote.winners(clusters, into: &targets)
      case .pixels: targets = clusters
      }
      iteration += 1
      let own = try step(model, targets: targets, rate: settings.learningRate, iteration: iteration)
      observer?(iteration, total, own)
      loss = own
      // Tested after the step and, without a vote in the result, before voting, as in the public code.
      let left = settings.votes ? settings.visible(targets) : settings.distinct(clusters)
      if settings.minimumLabels > 0, left <= settings.minimumLabels { break }
      if let target, settings.visible(targets) <= target { break }
      if isFirst, isOver(iteration) { break }
    }
    var result = ClusterMap(size: superpixels.size, labels: clusters)
    if settings.votes {
      vote.winners(clusters, into: &result.labels)
      result = result.absorbingRegions(under: settings.minArea(result.size))
    }
    return Outcome(clusters: result, iterations: iteration, loss: loss)
  }

  /// Trains on known clusters, behind a prediction of the picture.
  ///
  /// - Parameters:
  ///   - targets: the clusters of the picture.
  ///   - picture: the frame.
  ///   - iterations: how many.
  /// - Returns: the loss of the last iteration; nil without any.
  mutating func adapt(to targets: ClusterMap, of picture: Picture, iterations: Int) throws -> Float? {
    guard iterations > 0 else { return nil }
    var (trained, targets) = (model, targets)
    if settings.iterations.warmAtHalfSize, let half = picture.halved {
      trained = halfSizeModel(for: half)
      targets = targets.resized(to: half.size)
    }
    var clusters = [UInt16](repeating: 0, count: targets.size.count)
    var loss: Float?
    for iteration in 0..<iterations {
      try Task.checkCancellation()
      if iteration > 0 || trained !== model { trained.predict(&clusters) }
      let own = try step(
        trained, targets: targets.labels, rate: settings.warmLearningRate, iteration: iteration + 1)
      observer?(iteration + 1, iterations, own)
      loss = own
    }
    if trained !== model { model.replace(trained.state) }
    return loss
  }

  /// The model for half of the size, with the weights of the other one and a picture.
  private mutating func halfSizeModel(for picture: Picture) -> any TrainableModel {
    let result: any TrainableModel
    if let halfSize, halfSize.size == picture.size {
      halfSize.replace(model.state)
      result = halfSize
    } else {
      result = settings.model(model.state, size: picture.size, workers: workers)
      halfSize = result
    }
    result.setPicture(picture)
    return result
  }

  /// One step; returns the loss.
  ///
  /// - Throws: `diverged`.
  func step(_ model: any TrainableModel, targets: [UInt16], rate: Double, iteration: Int) throws -> Float {
    let loss = model.step(targets: targets, rate: Float(rate), momentum: Float(settings.momentum))
    guard loss.isFinite else {
      throw SegmentationError.diverged(iteration: iteration, learningRate: rate)
    }
    return loss
  }
}

extension SegmentSettings {
  /// Regions of fewer pixels join a neighbor.
  func minArea(_ size: PictureSize) -> Int { Int((minArea * Double(size.count)).rounded()) }

  /// The number of different clusters.
  func distinct(_ labels: [UInt16]) -> Int {
    var seen = [Bool](repeating: false, count: clusters)
    for label in labels { seen[Int(label)] = true }
    return seen.count { $0 }
  }

  /// The number of clusters that cover at least a thousandth of the picture.
  func visible(_ labels: [UInt16]) -> Int {
    var areas = [Int](repeating: 0, count: clusters)
    for label in labels { areas[Int(label)] += 1 }
    return areas.count { 1000 * $0 >= labels.count }
  }
}
