import Imaging
import Media
import Parallelism
import Segmentation

/// decode → motion → superpixels → segment → regions or remap → color → upsample: the stages put together.
public struct Pipeline: Sendable {
  public var settings: PipelineSettings
  /// The number of threads for training, and for each concurrent stage. The labels do not depend on it.
  public var threads: Int
  /// A limit for the average time per frame, wall clock, reached by training less; nil: none. With a limit the labels
  /// depend on the speed of the machine. Methods without training ignore it.
  public var secondsPerFrame: Double?
  /// Weights from which every shot starts; nil: random ones, by the seed. They must be trained with the settings'
  /// network: see ``checkModel()``.
  public var model: TrainedModel?
  /// Called after every segmented frame; if true, no further frames are segmented, and waiting frames get their
  /// regions without more look-ahead. ``RunSummary/isComplete`` is then false, and the run can be resumed from a
  /// checkpoint.
  public var isStopRequested: @Sendable () -> Bool = { false }
  /// Called for every training iteration, on the stage's own task.
  package var onIteration: SelfTrainingSegmenter.Observer?
  /// Called before a run that was to be resumed touches its outputs.
  ///
  /// - Parameters:
  ///   - frames: the number of frames that are kept; nil if there is no checkpoint of an earlier run.
  ///   - isExtension: whether there is a complete earlier run, with fewer frames.
  package var onResume: (@Sendable (_ frames: Int?, _ isExtension: Bool) -> Void)?
  /// Called while labels are exported after a run, with the word of the format and the number of exported frames.
  package var onExport: (@Sendable (String, Int) -> Void)?
  /// Records the busy times of the stages, for benchmarks.
  package var times: StageTimes?

  public init(settings: PipelineSettings = PipelineSettings(), threads: Int) {
    self.settings = settings
    self.threads = max(1, threads)
  }

  /// Throws if the model can not be used with the settings. `write` and `plan` call it; an iteration over frames of
  /// such a pipeline throws at the first frame.
  ///
  /// - Throws: ``ModelError``.
  public func checkModel() throws(ModelError) { try model?.check(for: settings.segment) }

  /// The segmented frames of an opened input.
  ///
  /// - Parameter checkpoint: where to resume; its states must be consistent with the settings.
  package func frames(of source: sending any FrameReader, from checkpoint: Checkpoint? = nil) -> SegmentedFrames {
    let workers = Workers(count: threads)
    switch settings.segment.method {
    case .cnn:
      var segmenter = SelfTrainingSegmenter(
        settings.segment, workers: workers, secondsPerFrame: secondsPerFrame, pretrained: model?.weights)
      segmenter.observer = onIteration
      segmenter.describesSuperpixels = settings.makesRegions
      return frames(of: source, segmenter: segmenter, from: checkpoint)
    case .kmeans:
      return frames(of: source, segmenter: KMeansSegmenter(settings.segment, workers: workers), from: checkpoint)
    case .graph:
      return frames(of: source, segmenter: GraphSegmenter(settings.segment.graph, workers: workers), from: checkpoint)
    }
  }

  /// The segmented frames with a custom segmenter.
  package func frames(
    of source: sending any FrameReader, segmenter: sending any Segmenter, from checkpoint: Checkpoint? = nil
  ) -> SegmentedFrames {
    let states = checkpoint?.states
    let size = source.size
    let decode = DecodeStage(source, from: checkpoint?.position, times: times)
    let moved = decode.frames.through(MotionStage(threads: threads, from: states), times: times)
    // Regions are made of superpixels, whatever the method.
    let usesSuperpixels =
      settings.makesRegions || (segmenter as? any ResumableSegmenter).map { type(of: $0).usesSuperpixels } ?? false
    let segment = SegmentStage(segmenter, from: states)
    func chain(_ contexts: some AsyncSequence<FrameContext, any Error> & Sendable) -> SegmentedFrames {
      frames(of: contexts, decode, segment, states, size: size)
    }
    guard usesSuperpixels else { return chain(moved) }
    guard settings.superpixels.warm else {
      return chain(moved.through(SuperpixelStage(settings.superpixels, threads: threads), times: times))
    }
    let superpixels = WarmSuperpixelStage(settings.superpixels, threads: threads, from: states)
    return chain(moved.through(superpixels, times: times))
  }

  /// From the first label to the last stage.
  private func frames(
    of contexts: some AsyncSequence<FrameContext, any Error> & Sendable, _ decode: DecodeStage,
    _ segment: SegmentStage, _ states: StageStates?, size: PictureSize
  ) -> SegmentedFrames {
    let depth = settings.makesRegions ? segmentedAhead(for: size) : 2
    let clustered = contexts.through(segment, depth: depth, times: times).until(isStopRequested)
    func segmented(_ frames: any AsyncSequence<SegmentedFrame, any Error> & Sendable) -> SegmentedFrames {
      SegmentedFrames(
        base: frames, decode: decode, segment: segment, times: times, isStopRequested: isStopRequested)
    }
    let color = ColorStage(threads: threads, from: states)
    let upsample = UpsampleStage(threads: threads)
    guard settings.makesRegions else {
      let frames = clustered.through(RemapStage(settings.remap, from: states), times: times)
        .through(color, times: times).through(upsample, times: times)
      return segmented(frames)
    }
    let regions = RegionStage(settings.regions, waitingBytes: waitingBytes(for: size), from: states)
    let frames = clustered.through(lookAhead: regions, times: times)
      .through(color, times: times).through(upsample, times: times)
    return segmented(frames)
  }
}
