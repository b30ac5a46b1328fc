import Imaging
import Media
import Parallelism
import Pipeline
import Segmentation
import Superpixels
import Training

/// The network, trained on references: it says how probable the classes of a reference are anywhere in a film. The weights stay
/// as they are over the whole film, as in the sequel's experiment with reference images (Kim, Kanezaki and Tanaka, "Unsupervised
/// learning of image segmentation based on differentiable feature clustering", IEEE TIP 2020).
///
/// With masks, cluster i of the network is trained to be class i. Without masks, the network finds its clusters itself, and these
/// are the classes.
struct ReferenceClassifier {
  /// Ascending.
  let classes: [UInt8]
  /// Whether the network was told the classes.
  private let hasMasks: Bool
  /// The cluster of each class.
  private let clusters: [Int]
  /// q.
  private let clusterCount: Int
  private var trainer: Trainer

  /// The class probabilities of a set of pixels.
  struct SetProbabilities {
    let number: Int32
    let pixels: Int
    /// By class.
    let probabilities: [Float]
  }

  /// - Parameters:
  ///   - references: at least one.
  ///   - settings: of the run; the network and its training are those of its pipeline.
  ///   - workingSize: of the film.
  ///   - threads: ≥ 1; the result does not depend on it.
  ///   - isStopRequested: asked after every iteration.
  /// - Throws: ``ReferenceError``, `MediaError`, `SegmentationError`; `CancellationError` if it was stopped.
  init(
    _ references: [Reference], _ settings: PipelineSettings, workingSize: PictureSize, threads: Int,
    isStopRequested: () -> Bool
  ) throws {
    let workers = Workers(count: threads)
    let pictures = try ReferencePictures(references, settings.decode, threads: threads)
    let segment = Self.settings(settings.segment, classes: pictures.masks.map { _ in pictures.classes.count })
    // All pictures are in memory, also at half of their size.
    let bytes = pictures.pictures.reduce(0) { $0 + Trainer.Example.bytes(pixels: $1.size.count) }
    try SegmentationError.check(bytes, for: workingSize)
    let sizes = pictures.pictures.map(\.size) + [workingSize]
    var trainer = try Trainer(
      segment.freshState(seed: segment.seed), segment, size: sizes.max { $0.count < $1.count } ?? workingSize,
      workers: workers)
    let examples: [Trainer.Example]
    if let masks = pictures.masks {
      examples = zip(pictures.pictures, masks).map { Trainer.Example(picture: $0, clusters: $1) }
    } else {
      let slic = SLIC(settings.superpixels, workers: workers)
      examples = pictures.pictures.map { picture in
        Trainer.Example(
          picture: picture, superpixels: slic.superpixels(of: picture, lab: LabPlanes(picture, workers: workers)).0)
      }
    }
    _ = try trainer.train(on: examples, isStopRequested: isStopRequested)
    hasMasks = pictures.masks != nil
    clusters =
      hasMasks ? Array(pictures.classes.indices) : Self.visibleClusters(of: pictures.pictures, by: &trainer)
    classes = hasMasks ? pictures.classes : clusters.indices.map { UInt8($0 + 1) }
    guard classes.count > 1 else {
      throw ReferenceError.nothingFound(path: references.first?.image ?? "")
    }
    clusterCount = segment.clusters
    self.trainer = trainer
  }

  /// The network and its training. Known classes are learned by a network of its own kind: its field of view is wider, and its
  /// responses have a scale and shift, without which they can not say that a class is rare.
  ///
  /// - Parameter classes: how many masks have; nil without masks.
  private static func settings(_ run: SegmentSettings, classes: Int?) -> SegmentSettings {
    var settings = run.method.trains ? run : SegmentSettings()
    guard let classes else { return settings }
    settings.clusters = max(2, classes)
    settings.components = 4
    settings.normalization = .affine
    settings.iterations.first = 200
    return settings
  }

  /// The clusters that cover at least a thousandth of a reference, the largest first.
  private static func visibleClusters(of pictures: [Picture], by trainer: inout Trainer) -> [Int] {
    var shares: [UInt16: Double] = [:]
    for picture in pictures {
      let areas = trainer.predicted(picture).areas()
      for (cluster, area) in areas where 1000 * area >= picture.size.count {
        shares[cluster, default: 0] += Double(area) / Double(picture.size.count)
      }
    }
    return shares.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(254).map { Int($0.key) }
  }

  /// The class probabilities of sets of pixels.
  ///
  /// - Parameters:
  ///   - numbers: the set of each pixel.
  ///   - picture: of the film, at the working size.
  mutating func probabilities(of numbers: [Int32], in picture: Picture) -> [SetProbabilities] {
    var (places, order): ([Int32: Int32], [Int32]) = ([:], [])
    let map = numbers.map { number -> Int32 in
      if let place = places[number] { return place }
      let place = Int32(order.count)
      places[number] = place
      order.append(number)
      return place
    }
    let sets = Superpixels(size: picture.size, labels: map, count: order.count)
    let all = hasMasks ? trainer.probabilities(of: picture, over: sets) : shares(of: sets, in: picture)
    return order.enumerated().map { set, number in
      let own = clusters.map { all[set * clusterCount + $0] }
      let sum = max(own.reduce(0, +), .leastNormalMagnitude)
      return SetProbabilities(number: number, pixels: sets[set].count, probabilities: own.map { $0 / sum })
    }
  }

  /// The share of each cluster in each set. Without masks the responses have no scale, so the softmax says little.
  private mutating func shares(of sets: Superpixels, in picture: Picture) -> [Float] {
    let predicted = trainer.predicted(picture).labels
    var shares = [Float](repeating: 0, count: sets.count * clusterCount)
    for (n, set) in sets.labels.enumerated() {
      shares[Int(set) * clusterCount + Int(predicted[n])] += 1 / Float(sets[Int(set)].count)
    }
    return shares
  }
}
