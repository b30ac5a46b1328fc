import Imaging
import Superpixels

/// Training on several pictures before a run.
extension Trainer {
  /// A picture to train on.
  package struct Example {
    let picture: Picture
    let superpixels: Superpixels

    /// - Parameters:
    ///   - picture: at the working size.
    ///   - superpixels: of the picture.
    package init(picture: Picture, superpixels: Superpixels) {
      self.picture = picture
      self.superpixels = superpixels
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
  /// - Parameter examples: at least one.
  /// - Throws: `SegmentationError`, `CancellationError`.
  package mutating func train(on examples: [Example]) throws -> JointOutcome {
    let (coarse, total) = (settings.iterations.halfSizeCount, settings.iterations.first)
    let halves = examples.map { example in
      coarse > 0
        ? example.superpixels.halved(with: example.picture).map { Example(picture: $0, superpixels: $1) } : nil
    }
    var outcome = JointOutcome(rounds: 0, loss: 0, labels: 0)
    for round in 1...total {
      var (loss, labels, visible): (Float, Int, Int) = (0, 0, 0)
      for (whole, half) in zip(examples, halves) {
        try Task.checkCancellation()
        let example = round <= coarse ? half ?? whole : whole
        let own = try iterate(example, round: round)
        loss += own.loss
        labels = max(labels, own.labels)
        visible = max(visible, own.visible)
      }
      outcome = JointOutcome(rounds: round, loss: loss / Float(examples.count), labels: visible)
      observer?(round, total, outcome.loss)
      if settings.minimumLabels > 0, labels <= settings.minimumLabels { break }
      if let target = settings.targetLabels, visible <= target { break }
    }
    return outcome
  }

  /// One iteration on a picture; returns its loss, and the numbers of clusters before it.
  private mutating func iterate(
    _ example: Example, round: Int
  ) throws -> (loss: Float, labels: Int, visible: Int) {
    fit(example.picture.size)
    model.setPicture(example.picture)
    var clusters = [UInt16](repeating: 0, count: example.picture.size.count)
    model.predict(&clusters)
    var targets = clusters
    if settings.targets == .superpixels {
      Vote(superpixels: example.superpixels, clusterCount: settings.clusters, workers: workers)
        .winners(clusters, into: &targets)
    }
    let loss = try step(model, targets: targets, rate: settings.learningRate, iteration: round)
    let visible = settings.visible(targets)
    return (loss, settings.votes ? visible : settings.distinct(clusters), visible)
  }
}
