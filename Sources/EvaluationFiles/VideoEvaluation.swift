import Evaluation
import Imaging
import Labels
import Media
import Parallelism

/// Evaluates the label maps of a video: number of labels, explained color variation, temporal consistency and, with
/// masks, coverage of objects.
///
/// All inputs are read once, frame by frame. Only the tables of labels and objects grow with the video, one per
/// frame.
package struct VideoEvaluation: Sendable {
  /// A folder of label images, or a video of labels.
  package var labels: String
  /// The segmented video or folder of pictures.
  package var input: String
  /// A folder of ground truth: binary masks, object ids or class ids.
  package var masks: String?
  /// The void value of the masks; see `Objects`.
  package var void: UInt32?
  /// The maximum number of frames, from the first; nil: all.
  package var limit: Int?
  /// Threads, ≥ 1; the figures do not depend on it.
  package var threads = 1

  package init(labels: String, input: String) {
    self.labels = labels
    self.input = input
  }

  package struct Report: Sendable {
    package let figures: VideoFigures
    /// The size of the label maps.
    package let size: PictureSize
    /// Warnings about the input, one line each.
    package let warnings: [String]
  }

  /// - Throws: `EvaluationError`, `MediaError`.
  package func run() throws -> Report {
    let maps = try RegionSequence(labels, limit: limit)
    let truth = try masks.map { try RegionFolder($0, limit: nil) }
    if let truth, truth.count < maps.count {
      throw EvaluationError.tooFewMasks(folder: truth.name, masks: truth.count, maps: maps.count)
    }
    guard let first = try maps.next() else { throw EvaluationError.noLabelMap(path: labels) }
    let size = first.size
    // There is one mask per label map, or one per frame of the input.
    let masksAreOfInput = truth.map { $0.count > maps.count } ?? false
    let source = try EvaluatedFrames(
      labels: self.labels, input: NamedInput(input), size: size, limit: limit, needsPlaces: masksAreOfInput,
      threads: threads)
    if let count = source.imageCount, count != maps.count { throw frameCountDiffers(maps, frames: count) }

    var numbering = Numbering()
    var use = LabelUse()
    var variation = ExplainedVariation()
    var consistency = TemporalConsistency(workers: Workers(count: threads))
    var comparison = MaskComparison()
    var next: RegionMap? = first
    for index in 0..<maps.count {
      let path = maps.place(index)
      guard let map = next else { throw frameCountDiffers(maps, frames: index) }
      guard map.size == size else {
        throw MediaError.sizesDiffer(first: maps.place(0), firstSize: size, other: path, otherSize: map.size)
      }
      let labels = try Self.naming(path, of: index) { () throws(CapacityError) in try numbering.number(map) }
      guard let (frame, place) = try source.next() else { throw frameCountDiffers(maps, frames: index) }
      let picture = frame.workingPicture
      use.add(labels)
      variation.add(picture, labels, labelCount: numbering.count)
      consistency.add(picture, labels)
      if let truth {
        let mask = masksAreOfInput ? place : index
        guard truth.paths.indices.contains(mask) else {
          throw EvaluationError.tooFewMasks(folder: truth.name, masks: truth.count, maps: mask + 1)
        }
        let objects = try truth.read(mask)
        try Self.naming(truth.paths[mask], of: index) { () throws(CapacityError) in
          try comparison.add(objects, under: labels)
        }
      }
      next = try maps.next()
    }
    guard try source.next() == nil else { throw frameCountDiffers(maps, frames: nil) }
    let objects = try truth.map { truth in
      guard let figures = comparison.figures(labelIDs: numbering.ids, void: void) else {
        throw EvaluationError.noObject(folder: truth.name)
      }
      return figures
    }
    return Report(
      figures: VideoFigures(use: use, variation: variation, consistency: consistency, objects: objects), size: size,
      warnings: source.warnings)
  }

  /// Says which image it was with which there was too much.
  private static func naming<Result>(
    _ path: String, of frame: Int, _ body: () throws(CapacityError) -> Result
  ) throws(EvaluationError) -> Result {
    do throws(CapacityError) {
      return try body()
    } catch {
      switch error {
      case .tooManyRegions: throw .tooManyRegions(path: path, limit: Numbering.limit)
      case .tooManyOverlaps: throw .tooManyOverlaps(path: path, frame: frame)
      }
    }
  }

  private func frameCountDiffers(_ maps: RegionSequence, frames: Int?) -> EvaluationError {
    .frameCountDiffers(labels: maps.name, maps: maps.count, input: input, frames: frames)
  }
}
