import Imaging
import Media
import Parallelism

/// Judges the label maps of a video: how many labels there are, how well they follow the colours, whether points keep
/// their labels, and, beside masks, how well they cover objects.
///
/// Everything is read once, frame by frame. What grows with the video are the tables of labels and objects, one a frame.
package struct VideoEvaluation: Sendable {
  /// A folder of label images, or a video of labels.
  package var labels: String
  /// The video, or the folder of pictures, of which the labels are.
  package var input: String
  /// A folder of ground truth: binary masks, object ids or class ids.
  package var masks: String?
  /// The value of the masks that means nothing; see `Objects`.
  package var void: UInt32?
  /// How many frames count, from the first; nil: all.
  package var limit: Int?
  /// Threads, ≥ 1; the figures do not depend on it.
  package var threads = 1

  package init(labels: String, input: String) {
    self.labels = labels
    self.input = input
  }

  package struct Report: Sendable {
    package let figures: VideoFigures
    /// That of the label maps.
    package let size: Size
    /// What was wrong with the input but did not stop the reading, one line each.
    package let warnings: [String]
  }

  /// - Throws: `EvaluationError`, `MediaError`.
  package func run() throws -> Report {
    let maps = try RegionSequence(labels, limit: limit)
    let truth = try masks.map { try RegionFolder($0, limit: maps.count) }
    if let truth, truth.count < maps.count {
      throw EvaluationError.tooFewMasks(folder: truth.name, masks: truth.count, maps: maps.count)
    }
    let input = try MediaInput.resolve(input)
    if case .images(let paths, _) = input, min(paths.count, limit ?? .max) != maps.count {
      throw frameCountDiffers(maps, frames: paths.count)
    }
    guard let first = try maps.next() else { throw EvaluationError.noLabelMap(path: labels) }
    let size = first.size
    let source = try openFrames(
      input, selection: FrameSelection(maxFrames: limit), workingSize: .exact(size), threads: min(16, threads))

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
      let labels = try numbering.number(map, path: path)
      guard let picture = try source.next()?.workingPicture else { throw frameCountDiffers(maps, frames: index) }
      use.add(labels)
      variation.add(picture, labels, labelCount: numbering.count)
      consistency.add(picture, labels)
      if let truth {
        try comparison.add(truth.read(index), under: labels, path: truth.paths[index])
      }
      next = try maps.next()
    }
    guard try source.next() == nil else { throw frameCountDiffers(maps, frames: nil) }
    let objects = try truth.map { try comparison.figures(labelIDs: numbering.ids, void: void, folder: $0.name) }
    return Report(
      figures: VideoFigures(use: use, variation: variation, consistency: consistency, objects: objects), size: size,
      warnings: source.warnings)
  }

  private func frameCountDiffers(_ maps: RegionSequence, frames: Int?) -> EvaluationError {
    .frameCountDiffers(labels: maps.name, maps: maps.count, input: input, frames: frames)
  }
}
