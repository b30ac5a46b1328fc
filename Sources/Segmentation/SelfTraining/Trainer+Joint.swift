import Imaging
import Superpixels

/// Training on several pictures before a run, and labeling by its result.
extension Trainer {
  /// A picture to train on.
  package struct Example {
    let picture: Picture
    let targets: Targets

    /// What the prediction of a picture is trained toward.
    enum Targets {
      /// Its own winners in each superpixel.
      case winners(Superpixels)
      /// Known clusters; `Network.ignored` for pixels without part in the loss.
      case clusters(ClusterMap)
    }

    /// A picture without known clusters.
    ///
    /// - Parameters:
    ///   - picture: at the working size.
    ///   - superpixels: of the picture.
    package init(picture: Picture, superpixels: Superpixels) {
      self.picture = picture
      targets = .winners(superpixels)
    }

    /// A picture with known clusters.
    ///
    /// - Parameters:
    ///   - picture: at the working size.
    ///   - clusters: of the size of the picture, each below q, or `Network.ignored`.
    package init(picture: Picture, clusters: ClusterMap) {
      precondition(clusters.size == picture.size)
      self.picture = picture
      targets = .clusters(clusters)
    }

    var hasKnownClusters: Bool { if case .clusters = targets { true } else { false } }

    /// At half of the size; nil if the picture is too small.
    var halved: Example? {
      switch targets {
      case .winners(let superpixels):
        superpixels.halved(with: picture).map { Example(picture: $0, superpixels: $1) }
      case .clusters(let clusters):
        picture.halved.map { Example(picture: $0, clusters: clusters.resized(to: $0.size)) }
      }
    }

    /// The approximate memory in bytes for a picture of so many pixels, and for half of its size.
    package static func bytes(pixels: Int) -> Int { 16 * pixels }
  }

  /// The result of training on several pictures.
  package struct JointOutcome {
    /// The number of iterations on each picture.
    package let rounds: Int
    /// The mean loss of the last round.
    package let loss: Float
    /// The largest number of clusters that a picture has.
    package let labels: Int
  }

  /// Trains one model on several pictures: a round is an iteration on each, in their order. With one picture, these are the
  /// iterations of a shot's first frame.
  ///
  /// - Parameters:
  ///   - examples: at least one.
  ///   - isStopRequested: asked after every iteration.
  /// - Throws: `SegmentationError`; `CancellationError` if it was stopped.
  package mutating func train(
    on examples: [Example], isStopRequested: () -> Bool = { false }
  ) throws -> JointOutcome {
    let (coarse, total) = (settings.iterations.halfSizeCount, settings.iterations.first)
    let halves = examples.map { coarse > 0 ? $0.halved : nil }
    var outcome = JointOutcome(rounds: 0, loss: 0, labels: 0)
    for round in 1...total {
      var (loss, labels, visible): (Float, Int, Int) = (0, 0, 0)
      for (whole, half) in zip(examples, halves) {
        try Task.checkCancellation()
        if isStopRequested() { throw CancellationError() }
        let example = round <= coarse ? half ?? whole : whole
        let own = try iterate(example, round: round)
        loss += own.loss
        labels = max(labels, own.labels)
        visible = max(visible, own.visible)
      }
      outcome = JointOutcome(rounds: round, loss: loss / Float(examples.count), labels: visible)
      observer?(round, total, outcome.loss)
      // Known clusters are not to become fewer.
      if examples.allSatisfy(\.hasKnownClusters) { continue }
      if settings.minimumLabels > 0, labels <= settings.minimumLabels { break }
      if let target = settings.targetLabels, visible <= target { break }
    }
    return outcome
  }

  /// One iteration on a picture; returns its loss, and the numbers of clusters before it.
  private mutating func iterate(
    _ example: Example, round: Int
  ) throws -> (loss: Float, labels: Int, visible: Int) {
    let clusters = predicted(example.picture).labels
    let winners: [UInt16]
    switch example.targets {
    case .clusters(let known):
      let loss = try step(model, targets: known.labels, rate: settings.learningRate, iteration: round)
      return (loss, settings.distinct(clusters), settings.visible(clusters))
    case .winners(let superpixels) where settings.targets == .superpixels:
      var voted = clusters
      Vote(superpixels: superpixels, clusterCount: settings.clusters, workers: workers).winners(clusters, into: &voted)
      winners = voted
    case .winners: winners = clusters
    }
    let loss = try step(model, targets: winners, rate: settings.learningRate, iteration: round)
    let visible = settings.visible(winners)
    return (loss, settings.votes ? visible : settings.distinct(clusters), visible)
  }

  /// The clusters of a picture by the weights that there are.
  package mutating func predicted(_ picture: Picture) -> ClusterMap {
    fit(picture.size)
    model.setPicture(picture)
    var clusters = ClusterMap(size: picture.size, labels: [UInt16](repeating: 0, count: picture.size.count))
    model.predict(&clusters.labels)
    return clusters
  }

  /// The mean probabilities of the clusters over sets of pixels, by the weights that there are.
  ///
  /// - Parameters:
  ///   - picture: at the working size.
  ///   - sets: of the pixels of the picture.
  /// - Returns: q values for each set, 0…1, with sum 1.
  package mutating func probabilities(of picture: Picture, over sets: Superpixels) -> [Float] {
    _ = predicted(picture)
    return model.meanProbabilities(of: sets.pixels, offsets: sets.offsets)
  }
}
