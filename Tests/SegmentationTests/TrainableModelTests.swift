import Imaging
import Motion
import Parallelism
import Segmentation
import Superpixels
import Testing
import Training

/// A plain color on the left, stripes of two colors with the same mean lightness on the right.
private func scene(shift: Int = 0, isNegative: Bool = false) -> Picture {
  var picture = Picture(
    size: PictureSize(width: 48, height: 36), filledWith: RGBColor(red: 200, green: 80, blue: 60))
  for y in 0..<36 {
    for x in (24 + shift)..<48 {
      picture[x, y] = RGBColor(red: 40, green: (y / 2).isMultiple(of: 2) ? 200 : 90, blue: 120)
    }
  }
  return isNegative ? Picture(size: picture.size, bytes: picture.bytes.map { 255 - $0 }) : picture
}

private func input(_ picture: Picture, shot: Int = 0, isFirst: Bool = true) -> SegmenterInput {
  var settings = SuperpixelSettings()
  settings.size = 6
  return SegmenterInput(
    picture: picture, superpixels: SLIC(settings, workers: Workers(count: 1)).superpixels(of: picture).0,
    correspondence: FrameCorrespondence(
      shot: shot, backward: isFirst ? nil : Array(0..<Int32(picture.size.count)), seconds: 0.04, change: 1))
}

private func settings(_ extractor: SegmentSettings.Extractor = .network) -> SegmentSettings {
  var settings = SegmentSettings()
  settings.extractor = extractor
  settings.channels = 16
  settings.clusters = 12
  settings.iterations.first = 30
  settings.iterations.warm = 2
  return settings
}

/// Weights of a training on some pictures.
private func weights(
  _ settings: SegmentSettings, _ pictures: [Picture] = [scene()], threads: Int = 1
) throws -> NetworkState {
  var trainer = try Trainer(
    settings.freshState(seed: settings.seed), settings, size: pictures[0].size, workers: Workers(count: threads))
  let examples = pictures.map { Trainer.Example(picture: $0, superpixels: input($0).superpixels!) }
  _ = try trainer.train(on: examples)
  return trainer.model.state
}

private func segmenter(
  _ settings: SegmentSettings, _ weights: NetworkState, isFrozen: Bool, threads: Int = 1
) -> SelfTrainingSegmenter {
  SelfTrainingSegmenter(
    settings, workers: Workers(count: threads), pretrained: PretrainedWeights(weights, isFrozen: isFrozen))
}

@Suite struct TrainableModelTests {
  @Test("Both models separate the parts of a picture", arguments: SegmentSettings.Extractor.allCases)
  func separates(_ extractor: SegmentSettings.Extractor) throws {
    var segmenter = SelfTrainingSegmenter(settings(extractor), workers: Workers(count: 1))
    let first = try segmenter.segment(input(scene()))
    let clusters = first.clusters
    #expect(clusters[4, 18] != clusters[42, 18])
    #expect(clusters[4, 4] == clusters[4, 32])
    #expect(first.iterations == 30)
    let later = try segmenter.segment(input(scene(shift: 2), isFirst: false))
    #expect(later.iterations == 2)
    #expect(later.clusters[4, 18] == clusters[4, 18])
  }

  @Test("Weights of a training on pictures do not depend on threads", arguments: SegmentSettings.Extractor.allCases)
  func threads(_ extractor: SegmentSettings.Extractor) throws {
    let pictures = [scene(), scene(shift: 4, isNegative: true)]
    let once = try weights(settings(extractor), pictures)
    #expect(try weights(settings(extractor), pictures, threads: 2) == once)
    #expect(try weights(settings(extractor)) != once)
  }

  @Test("Training on one picture is the training of a shot's first frame")
  func onePicture() throws {
    var settings = settings()
    settings.labelHysteresis = 0
    settings.iterations.warm = 0
    var trained = SelfTrainingSegmenter(settings, workers: Workers(count: 1))
    _ = try trained.segment(input(scene()))
    let expected = try trained.segment(input(scene(), isFirst: false)).clusters
    var frozen = segmenter(settings, try weights(settings), isFrozen: true)
    #expect(try frozen.segment(input(scene())).clusters == expected)
  }

  @Test("Known clusters are learned, also where a part of the picture is ignored")
  func knownClusters() throws {
    var settings = settings()
    (settings.clusters, settings.normalization, settings.iterations.first) = (2, .affine, 60)
    // What ends a training without known clusters.
    (settings.targetLabels, settings.minimumLabels) = (4, 3)
    let picture = scene()
    let parts = ClusterMap(
      size: picture.size, labels: (0..<picture.size.count).map { $0 % picture.size.width < 24 ? 0 : 1 })
    var known = parts
    for n in known.labels.indices where n / picture.size.width < 12 { known.labels[n] = Network.ignored }
    var trainer = try Trainer(
      settings.freshState(seed: 1), settings, size: picture.size, workers: Workers(count: 2))
    #expect(try trainer.train(on: [Trainer.Example(picture: picture, clusters: known)]).rounds == 60)
    let predicted = trainer.predicted(picture)
    let right = zip(predicted.labels, parts.labels).count { $0 == $1 }
    #expect(Double(right) > 0.95 * Double(picture.size.count))
    let all = Superpixels(
      size: picture.size, labels: [Int32](repeating: 0, count: picture.size.count), count: 1)
    let probabilities = trainer.probabilities(of: picture, over: all)
    #expect(probabilities.count == 2)
    #expect(abs(probabilities.reduce(0, +) - 1) < 1e-4)
  }

  @Test("Frozen labels do not depend on earlier frames, on cuts or on threads")
  func frozen() throws {
    let weights = try weights(settings(), [scene(), scene(isNegative: true)])
    var alone = segmenter(settings(), weights, isFrozen: true)
    let expected = try alone.segment(input(scene(shift: 3)))
    #expect(expected.iterations == 0)
    #expect(expected.loss == nil)
    var behind = segmenter(settings(), weights, isFrozen: true, threads: 2)
    for frame in 0..<4 {
      _ = try behind.segment(input(scene(isNegative: true), shot: frame / 2, isFirst: frame.isMultiple(of: 2)))
    }
    for shot in [1, 2] {
      let later = try behind.segment(input(scene(shift: 3), shot: shot, isFirst: shot == 2))
      #expect(later.clusters == expected.clusters)
      #expect(later.clusterEpoch == expected.clusterEpoch)
    }
  }

  @Test("Every shot starts from the given weights, and trains as on a later frame")
  func warm() throws {
    let weights = try weights(settings())
    var once = segmenter(settings(), weights, isFrozen: false)
    let expected = try once.segment(input(scene(shift: 2)))
    #expect(expected.iterations == 2)
    var later = segmenter(settings(), weights, isFrozen: false)
    _ = try later.segment(input(scene(isNegative: true)))
    let found = try later.segment(input(scene(shift: 2), shot: 1))
    #expect(found.clusters == expected.clusters)
    #expect(found.loss == expected.loss)
    #expect(found.clusterEpoch != 0)
  }

  @Test("A frozen run and a warm one continue from their states", arguments: [false, true])
  func resumed(isFrozen: Bool) throws {
    let weights = try weights(settings())
    var whole = segmenter(settings(), weights, isFrozen: isFrozen)
    _ = try whole.segment(input(scene()))
    var resumed = segmenter(settings(), weights, isFrozen: isFrozen)
    try resumed.goOn(from: whole.state)
    let next = input(scene(shift: 2), isFirst: false)
    #expect(try resumed.segment(next).clusters == whole.segment(next).clusters)
    #expect(resumed.state == whole.state)
  }

  @Test("Weights of another architecture are an error")
  func otherModel() throws {
    var other = settings()
    other.channels = 8
    for isFrozen in [false, true] {
      var segmenter = segmenter(settings(), try weights(other), isFrozen: isFrozen)
      #expect(throws: SegmentationError.otherModel) { try segmenter.segment(input(scene())) }
    }
  }

  @Test(
    "Tiny and flat pictures have features",
    arguments: [PictureSize(width: 1, height: 1), PictureSize(width: 3, height: 40), PictureSize(width: 2, height: 1)])
  func tiny(_ size: PictureSize) throws {
    let flat = Picture(size: size, filledWith: RGBColor(red: 9, green: 200, blue: 77))
    var segmenter = SelfTrainingSegmenter(settings(.filters), workers: Workers(count: 1))
    #expect(try segmenter.segment(input(flat)).clusters.areas().count == 1)
  }
}
