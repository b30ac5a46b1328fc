import Imaging
import Motion
import Parallelism
import Superpixels
import Training

/// Algorithm 1 of the paper over frames: a model that labels pixels and is trained on its own labels, smoothed by
/// superpixels, and continues in the next frame.
///
/// On the first frame of a shot the model finds its clusters (``Trainer``). On later frames they are combined with what is
/// known of the shot (``ShotLabels``) and are the targets of the little training there is, so that training can not merge
/// them. A shot that returns restores its weights and labels.
///
/// A value: a copy is independent.
package struct SelfTrainingSegmenter: ResumableSegmenter {
  package static let usesSuperpixels = true
  package let settings: SegmentSettings
  let workers: Workers
  /// Created at the first frame, when the size is known.
  private(set) var trainer: Trainer?
  /// The weights of a resumed run, until there is a trainer.
  private var restored: NetworkState?
  /// The shots that may continue or return, in least-recently-used order; the current one is the last.
  private var shots = ShotMemory<Shot>()
  private var clusterEpochs = 0
  /// How often random weights were drawn.
  private var drawings = 0
  /// Called for every iteration: iterations done, the maximum number, and the loss.
  package typealias Observer = @Sendable (_ done: Int, _ of: Int, _ loss: Float) -> Void
  package var observer: Observer?
  /// Whether results include a description of the superpixels.
  package var describesSuperpixels = false
  private var budget: TrainingBudget?
  private let pretrained: PretrainedWeights?
  /// Referenced by this value alone, unless there are copies, which share its models.
  private var ownership = Ownership()

  private final class Ownership {}

  /// The state of a shot.
  struct Shot: RememberedShot, Equatable, Sendable, Codable {
    let number: Int
    /// The cluster epoch.
    let clusterEpoch: Int
    /// The weights at the end of the shot; nil while the shot is current.
    var state: NetworkState?
    var labels: ShotLabels
  }

  /// - Parameters:
  ///   - settings: of the model, its training and the labels.
  ///   - workers: the threads; results do not depend on them.
  ///   - secondsPerFrame: a limit for the average time per frame, reached by training less; nil: none.
  ///   - pretrained: the weights from which every shot starts; nil: random ones.
  package init(
    _ settings: SegmentSettings, workers: Workers, secondsPerFrame: Double? = nil, pretrained: PretrainedWeights? = nil
  ) {
    self.settings = settings
    self.pretrained = pretrained
    self.workers = workers
    budget = secondsPerFrame.map { TrainingBudget(secondsPerFrame: $0) }
  }

  package mutating func segment(_ input: SegmenterInput) throws -> Segmentation {
    guard let superpixels = input.superpixels else { preconditionFailure("the model is trained on superpixels") }
    budget?.beginFrame()
    if !isKnownUniquelyReferenced(&ownership) { (ownership, trainer) = (Ownership(), trainer?.copy) }
    if let pretrained {
      guard pretrained.state.isConsistent(with: settings.architecture) else { throw SegmentationError.otherModel }
      if pretrained.isFrozen { return try label(input, superpixels, by: pretrained) }
    }
    let isUntrained = try enter(input.correspondence.shot, size: input.picture.size)
    guard var trainer else { preconditionFailure("enter makes a trainer") }
    defer { self.trainer = trainer }
    var shot = shots[shots.count - 1]
    defer { shots[shots.count - 1] = shot }
    if !isUntrained, settings.remembersClusters {
      if input.correspondence.isBlank, let memory = shot.labels.memory {
        return Segmentation(clusters: memory.clusters, clusterEpoch: shot.clusterEpoch)
      }
      return try follow(input, superpixels, &trainer, &shot)
    }
    let trained =
      isUntrained
      ? try trainer.trainFirst(input.picture, superpixels) { [budget] iterations in
        iterations >= TrainingBudget.minIterations && budget?.isFirstFrameOver ?? false
      } : try trainer.train(input.picture, superpixels, iterations: settings.iterations.warm)
    if let border = settings.merging.border {
      return try merged(trained, trainer.model, on: superpixels, input.lab, border: border)
    }
    var result = Segmentation(
      clusters: trained.clusters, clusterEpoch: shot.clusterEpoch, iterations: trained.iterations, loss: trained.loss)
    guard settings.labelHysteresis > 0 || settings.labelLimit != nil || describesSuperpixels else { return result }
    let colors = superpixels.meanColors(of: input.lab)
    if describesSuperpixels {
      // The last training step has overwritten the responses and changed the weights.
      var clusters = result.clusters.labels
      trainer.model.predict(&clusters)
      result.description = description(trainer.model, of: superpixels, colors)
    }
    result.clusters = shot.labels.begin(with: result.clusters, of: superpixels, colors: colors, settings)
    return result
  }

  /// A frame with known clusters: the model's prediction is combined with them, and the model is trained on the result.
  private mutating func follow(
    _ input: SegmenterInput, _ superpixels: Superpixels, _ trainer: inout Trainer, _ shot: inout Shot
  ) throws -> Segmentation {
    let model = trainer.model
    model.setPicture(input.picture)
    let colors = superpixels.meanColors(of: input.lab)
    let vote = Vote(superpixels: superpixels, clusterCount: settings.clusters, workers: workers)
    var clusters = [UInt16](repeating: 0, count: superpixels.size.count)
    var voted = clusters
    try Task.checkCancellation()
    model.predict(&clusters)
    let description = describesSuperpixels ? description(model, of: superpixels, colors) : nil
    vote.winners(clusters, into: &voted)
    let (correspondence, minArea) = (input.correspondence, settings.minArea(superpixels.size))
    // The first frame of a shot has no memory, if the model was trained before the run.
    let settled =
      shot.labels.follow(
        voted, of: superpixels, colors: colors, correspondence: correspondence, minArea: minArea, settings)
      ?? shot.labels.begin(
        with: ClusterMap(size: superpixels.size, labels: voted).absorbingRegions(under: minArea), of: superpixels,
        colors: colors, settings)
    // Skip training on a static scene: there is nothing to learn, and training can merge clusters.
    let isIdle =
      correspondence.change < settings.staticFrameThreshold || budget?.isBehind ?? false
      || settings.minimumLabels > 0 && settings.distinct(settled.labels) <= settings.minimumLabels
    let iterations = isIdle ? 0 : settings.iterations.warm
    let loss = try trainer.adapt(to: settled, of: input.picture, iterations: iterations)
    var result = Segmentation(clusters: settled, clusterEpoch: shot.clusterEpoch, iterations: iterations, loss: loss)
    result.description = description
    return result
  }

  func description(
    _ model: any TrainableModel, of superpixels: Superpixels, _ colors: [SIMD3<Float>]
  ) -> SuperpixelDescription {
    SuperpixelDescription(
      colors: colors, responses: model.meanResponses(of: superpixels.pixels, offsets: superpixels.offsets))
  }

  /// The regions of a frame, from the model's probabilities and the colors of its superpixels; independent of other
  /// frames.
  mutating func merged(
    _ trained: Trainer.Outcome, _ model: any TrainableModel, on superpixels: Superpixels, _ lab: LabPlanes,
    border: Double
  ) throws -> Segmentation {
    var clusters = trained.clusters.labels
    model.predict(&clusters)
    let probabilities = model.meanProbabilities(of: superpixels.pixels, offsets: superpixels.offsets)
    let regions = try RegionMerging.regions(
      of: superpixels, colors: superpixels.meanColors(of: lab), probabilities: probabilities, settings, border: border)
    clusterEpochs += 1
    return Segmentation(
      clusters: regions, clusterEpoch: clusterEpochs, iterations: trained.iterations, loss: trained.loss)
  }
}

// MARK: - Shots and their weights

extension SelfTrainingSegmenter {
  package var state: SegmenterState {
    .network(.init(current: currentWeights, shots: shots, clusterEpochs: clusterEpochs, drawings: drawings))
  }

  package mutating func goOn(from state: SegmenterState) throws(SegmentationError) {
    guard case .network(let state) = state else { throw .otherState }
    trainer = nil
    restored = state.current
    shots = state.shots
    clusterEpochs = state.clusterEpochs
    drawings = state.drawings
  }

  private var currentWeights: NetworkState? { trainer?.model.state ?? restored }

  /// Makes a shot the current one, with its weights; returns whether these are untrained.
  private mutating func enter(_ number: Int, size: PictureSize) throws(SegmentationError) -> Bool {
    let isWarm = settings.start == .warm
    if isWarm, shots.last?.number == number {
      try prepare(nil, size)
      return false
    }
    if !shots.isEmpty { shots[shots.count - 1].state = currentWeights }
    if isWarm, var returned = shots.take(number) {
      try prepare(returned.state, size)
      returned.state = nil
      shots.enter(returned)
      return false
    }
    if let pretrained {
      try prepare(pretrained.state, size)
    } else {
      // By the shot, so that it does not depend on what else was segmented.
      try prepare(settings.freshState(seed: settings.seed &+ UInt64(isWarm ? number : drawings)), size)
      drawings += 1
    }
    if !isWarm { shots.removeAll() }
    shots.enter(Shot(number: number, clusterEpoch: clusterEpochs, labels: ShotLabels(settings)))
    clusterEpochs += 1
    return pretrained == nil
  }

  /// Makes a trainer for pictures of a size.
  ///
  /// - Parameter weights: nil: those that there are. They do not depend on the size, so a shot can continue at another one.
  mutating func prepare(_ weights: NetworkState?, _ size: PictureSize) throws(SegmentationError) {
    if let trainer, trainer.model.size == size {
      if let weights { trainer.model.replace(weights) }
    } else {
      let weights = weights ?? currentWeights ?? settings.freshState(seed: settings.seed)
      trainer = try Trainer(weights, settings, size: size, workers: workers)
    }
    trainer?.observer = observer
    restored = nil
  }
}
