import Imaging
import Motion
import Parallelism
import Superpixels
import Training

/// Algorithm 1 of the paper over frames: a network that labels pixels and is trained on its own labels, smoothed by
/// superpixels, and continues in the next frame.
///
/// On the first frame of a shot the network finds its clusters. On later frames they are combined with the label
/// memory (``LabelMemory``) and are the targets of the little training there is, so that training can not merge them.
/// A shot that returns restores its network and memory.
package struct ConvolutionalSegmenter: ResumableSegmenter {
  package static let usesSuperpixels = true
  package let settings: SegmentSettings
  let workers: Workers
  /// Created at the first frame, when the size is known; holds weights, momentum and the maps of one iteration.
  var network: Network?
  /// Trains at half of the size; created at its first use.
  var halfSize: Network?
  /// The initial network state of a resumed run.
  var restored: NetworkState?
  /// The shots that may continue or return, in least-recently-used order; the current one is the last.
  var shots = ShotMemory<Shot>()
  var clusterEpochs = 0
  /// Called for every iteration: iterations done, the maximum number, and the loss.
  package typealias Observer = @Sendable (_ done: Int, _ of: Int, _ loss: Float) -> Void
  package var observer: Observer?
  /// Whether results include a description of the superpixels.
  package var describesSuperpixels = false
  var budget: TrainingBudget?

  /// The state of a shot.
  struct Shot: RememberedShot, Equatable, Sendable, Codable {
    let number: Int
    /// The cluster epoch.
    let clusterEpoch: Int
    /// The network at the end of the shot; nil while the shot is current.
    var state: NetworkState?
    /// Nil before the first frame has been segmented, and without label hysteresis.
    var memory: LabelMemory?
    var colors: GaussianAppearanceModel
    var merges: ClusterMerges
  }

  /// - Parameter secondsPerFrame: a limit for the average time per frame, reached by training less; nil: none.
  package init(_ settings: SegmentSettings, workers: Workers, secondsPerFrame: Double? = nil) {
    self.settings = settings
    self.workers = workers
    budget = secondsPerFrame.map { TrainingBudget(secondsPerFrame: $0) }
  }

  package mutating func segment(_ input: SegmenterInput) throws -> Segmentation {
    guard let superpixels = input.superpixels else { preconditionFailure("the network is trained on superpixels") }
    let (picture, correspondence) = (input.picture, input.correspondence)
    budget?.beginFrame()
    let network = try network(for: picture.size)
    let isFirst = enter(correspondence.shot, network)
    let place = shots.count - 1
    let clusterEpoch = shots[place].clusterEpoch
    if !isFirst, settings.start == .warm, var memory = shots[place].memory {
      if correspondence.isBlank { return Segmentation(clusters: memory.clusters, clusterEpoch: clusterEpoch) }
      network.setInput(values(picture))
      var shot = shots[place]
      let result = try follow(
        network, picture, on: superpixels, colors: superpixels.meanColors(of: input.lab), &memory, &shot,
        correspondence: correspondence)
      shot.memory = memory
      shots[place] = shot
      return result
    }
    let iterations =
      isFirst
      ? try trainAtHalfSize(network, picture, superpixels, clusterEpoch: clusterEpoch) : 0..<settings.iterations.warm
    network.setInput(values(picture))
    var result = try train(
      network, on: superpixels, iterations: iterations, isFirst: isFirst, clusterEpoch: clusterEpoch)
    if let border = settings.merging.border {
      return try merged(result, network, on: superpixels, colors: superpixels.meanColors(of: input.lab), border: border)
    }
    guard settings.labelHysteresis > 0 || settings.labelLimit != nil || describesSuperpixels else { return result }
    let colors = superpixels.meanColors(of: input.lab)
    if describesSuperpixels {
      // The last training step has overwritten the responses and changed the weights.
      var clusters = result.clusters.labels
      network.forward(&clusters)
      result.description = description(network, of: superpixels, colors)
    }
    // Colors are learned by the network's own clusters: a merged cluster is not available for new content.
    shots[place].colors.learn(result.clusters.labels, of: superpixels, colors: colors)
    limit(&result.clusters, of: superpixels, colors: colors, &shots[place].merges)
    if settings.labelHysteresis > 0 { shots[place].memory = LabelMemory(result.clusters) }
    return result
  }

  /// The regions of a frame, from the network's probabilities and the colors of its superpixels; independent of other
  /// frames.
  private mutating func merged(
    _ trained: Segmentation, _ network: Network, on superpixels: Superpixels, colors: [SIMD3<Float>], border: Double
  ) throws -> Segmentation {
    var clusters = trained.clusters.labels
    network.forward(&clusters)
    let probabilities = network.meanProbabilities(of: superpixels.pixels, offsets: superpixels.offsets)
    let q = settings.clusters
    let features = (0..<superpixels.count).flatMap { k -> [Float] in
      let color = colors[k] / Float(settings.merging.color)
      // Square roots give the Hellinger distance, in which differences of small probabilities count more.
      return [color.x, color.y, color.z] + probabilities[(k * q)..<((k + 1) * q)].map { $0.squareRoot() }
    }
    var merging = RegionMerging(superpixels, features: features)
    let lambda = border * Double(superpixels.size.count).squareRoot()
    let (regions, count) = merging.merged(lambda: Float(lambda))
    guard count <= Int(UInt16.max) else {
      throw SegmentationError.tooManyRegions(count: count, limit: Int(UInt16.max))
    }
    clusterEpochs += 1
    return Segmentation(
      clusters: ClusterMap(size: superpixels.size, labels: superpixels.labels.map { UInt16(regions[Int($0)]) }),
      clusterEpoch: clusterEpochs, iterations: trained.iterations, loss: trained.loss)
  }

  /// Applies earlier merges, and merges more if there are too many clusters.
  private func limit(
    _ clusters: inout ClusterMap, of superpixels: Superpixels, colors: [SIMD3<Float>], _ merges: inout ClusterMerges
  ) {
    guard let limit = settings.labelLimit else { return }
    clusters.labels = merges.applied(to: clusters.labels)
    merges.limit(clusters.labels, of: superpixels, colors: colors, to: limit)
    clusters.labels = merges.applied(to: clusters.labels)
  }

  /// A network for pictures of one size.
  private mutating func network(for size: PictureSize) throws(SegmentationError) -> Network {
    if let network, network.width == size.width, network.height == size.height { return network }
    let continuity = Float(settings.continuity)
    try SegmentationError.check(
      Network.bytes(of: settings.architecture, pixels: size.count, continuity: continuity), for: size)
    // The weights do not depend on the size, so a shot can continue at another size.
    let network = Network(
      state: network?.state ?? restored ?? settings.freshState(seed: settings.seed), height: size.height,
      width: size.width,
      workers: workers, convolution: settings.convolution, continuity: continuity)
    self.network = network
    restored = nil
    return network
  }

  /// Makes a shot the current one with its network; returns whether that network is untrained.
  private mutating func enter(_ shot: Int, _ network: Network) -> Bool {
    if let current = shots.last {
      if current.number == shot, settings.start == .warm { return false }
      shots[shots.count - 1].state = network.state
    }
    if settings.start == .warm, var returned = shots.take(shot) {
      if let state = returned.state { network.replace(state) }
      returned.state = nil
      shots.enter(returned)
      return false
    }
    // By the shot, so that it does not depend on what else was segmented.
    let number = settings.start == .warm ? shot : clusterEpochs
    network.replace(settings.freshState(seed: settings.seed &+ UInt64(number)))
    if settings.start == .scratch { shots.removeAll() }
    shots.enter(
      Shot(
        number: shot, clusterEpoch: clusterEpochs,
        colors: GaussianAppearanceModel(clusterCount: settings.clusters, maxClusters: settings.labelLimit),
        merges: ClusterMerges(clusterCount: settings.clusters)))
    clusterEpochs += 1
    return true
  }

  /// A frame with known clusters: the network's prediction is combined with the memory, and the network is trained on
  /// the result.
  private mutating func follow(
    _ network: Network, _ picture: Picture, on superpixels: Superpixels, colors: [SIMD3<Float>],
    _ memory: inout LabelMemory,
    _ shot: inout Shot, correspondence: FrameCorrespondence
  ) throws -> Segmentation {
    let vote = Vote(superpixels: superpixels, clusterCount: settings.clusters, workers: workers)
    var clusters = [UInt16](repeating: 0, count: superpixels.size.count)
    var voted = clusters
    try Task.checkCancellation()
    network.forward(&clusters)
    let description = describesSuperpixels ? description(network, of: superpixels, colors) : nil
    vote.winners(clusters, into: &voted)
    let minArea = minArea(superpixels.size)
    let corrected = shot.colors.corrected(voted, of: superpixels, colors: colors, minArea: 3 * minArea)
    let observed = shot.merges.applied(to: corrected)
    var settled = memory.settle(
      ClusterMap(size: superpixels.size, labels: observed).absorbingRegions(under: minArea), correspondence,
      labelHysteresis: settings.labelHysteresis, minArea: minArea)
    limit(&settled, of: superpixels, colors: colors, &shot.merges)
    memory.rename(settled)
    shot.colors.learn(settled.labels, of: superpixels, colors: colors)
    // Skip training on a static scene: there is nothing to learn, and training can merge clusters.
    let isIdle =
      correspondence.change < settings.staticFrameThreshold || budget?.isBehind ?? false
      || settings.minimumLabels > 0 && distinct(settled.labels) <= settings.minimumLabels
    let iterations = isIdle ? 0 : settings.iterations.warm
    let loss = try adapt(network, to: settled, of: picture, iterations: iterations)
    var result = Segmentation(clusters: settled, clusterEpoch: shot.clusterEpoch, iterations: iterations, loss: loss)
    result.description = description
    return result
  }

  private func description(
    _ network: Network, of superpixels: Superpixels, _ colors: [SIMD3<Float>]
  ) -> SuperpixelDescription {
    SuperpixelDescription(
      colors: colors, responses: network.meanResponses(of: superpixels.pixels, offsets: superpixels.offsets))
  }

  func minArea(_ size: PictureSize) -> Int { Int((settings.minArea * Double(size.count)).rounded()) }

  func distinct(_ clusters: [UInt16]) -> Int {
    var seen = [Bool](repeating: false, count: settings.clusters)
    for cluster in clusters { seen[Int(cluster)] = true }
    return seen.count { $0 }
  }

  /// The number of clusters that cover at least a thousandth of the picture.
  func visible(_ clusters: [UInt16]) -> Int {
    var areas = [Int](repeating: 0, count: settings.clusters)
    for cluster in clusters { areas[Int(cluster)] += 1 }
    return areas.count { 1000 * $0 >= clusters.count }
  }

  /// Colors in [0, 1], as section 2.1 of the paper has them.
  func values(_ picture: Picture) -> [Float] {
    guard settings.swapsRedAndBlue else { return picture.bytes.map { Float($0) / 255 } }
    var result = [Float](repeating: 0, count: picture.bytes.count)
    for n in 0..<picture.size.count {
      for channel in 0..<3 { result[3 * n + channel] = Float(picture.bytes[3 * n + 2 - channel]) / 255 }
    }
    return result
  }
}
