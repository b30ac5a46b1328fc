import Foundation
import Imaging
import Media
import Parallelism
import Pipeline
import Segmentation
import Superpixels

extension Pipeline {
  /// The largest number of pictures that a model is trained on. All are in memory, at the working size.
  public static var maxTrainingPictures: Int { 100 }

  /// What became of a training.
  public struct TrainingSummary: Sendable, Equatable {
    /// The number of pictures.
    public let pictures: Int
    /// The number of iterations on each.
    public let iterations: Int
    /// The mean loss of the last ones.
    public let loss: Float
    /// The largest number of labels in a picture.
    public let labels: Int
    /// Warnings about the inputs, one line each.
    public let warnings: [String]
  }

  /// Trains a model on pictures, all together: `segment.iterations.first` iterations on each, in turn. With one picture
  /// these are the iterations of the first frame of a shot.
  ///
  /// - Parameters:
  ///   - videos: images or videos; all their selected frames are used, at most ``maxTrainingPictures``.
  ///   - progress: called after every iteration: done, the maximum number, and the mean loss.
  /// - Returns: the model, and what became of the training.
  /// - Throws: ``ModelError``, `MediaError`, `SegmentationError`, `CancellationError`.
  public func train(
    on videos: [Video], progress: @escaping @Sendable (_ done: Int, _ of: Int, _ loss: Float) -> Void = { _, _, _ in }
  ) async throws -> (model: TrainedModel, summary: TrainingSummary) {
    guard settings.segment.method.trains else { throw ModelError.notTrained(method: settings.segment.method.rawValue) }
    let workers = Workers(count: threads)
    let slic = SLIC(settings.superpixels, workers: workers)
    var (examples, bytes, warnings): ([Trainer.Example], Int, [String]) = ([], 0, [])
    var largest: PictureSize?
    for video in videos {
      let reader = try video.open(settings.decode, threads: threads)
      while let frame = try await reader.nextFrame() {
        try Task.checkCancellation()
        guard examples.count < Self.maxTrainingPictures else {
          throw ModelError.tooManyPictures(limit: Self.maxTrainingPictures)
        }
        let picture = frame.workingPicture
        bytes += Trainer.Example.bytes(pixels: picture.size.count)
        try SegmentationError.check(bytes, for: picture.size)
        if picture.size.count > largest?.count ?? 0 { largest = picture.size }
        examples.append(
          Trainer.Example(
            picture: picture,
            superpixels: slic.superpixels(of: picture, lab: LabPlanes(picture, workers: workers)).0))
      }
      warnings += reader.warnings
    }
    guard let largest else { throw ModelError.noPictures }
    var trainer = try Trainer(
      settings.segment.freshState(seed: settings.segment.seed), settings.segment, size: largest, workers: workers)
    trainer.observer = progress
    let outcome = try trainer.train(on: examples)
    let summary = TrainingSummary(
      pictures: examples.count, iterations: outcome.rounds, loss: outcome.loss, labels: outcome.labels,
      warnings: warnings)
    return (TrainedModel(trainer.model.state, trainedBy: settings.segment), summary)
  }
}
