import Imaging
import Media
import Parallelism
import Segmentation

/// decode → motion → superpixels → segment → regions or remap → color → upsample: the stages put together.
public struct Pipeline: Sendable {
  public var settings: PipelineSettings
  /// The threads that training, and every other stage beside it, may use. The labels do not depend on it.
  public var threads: Int
  /// A limit to the time a frame takes on average, wall clock, at the price of less training; nil: none. With it the
  /// labels depend on the speed of the machine. Methods that do not train take no notice.
  public var secondsPerFrame: Double?
  /// Is asked behind every frame that was segmented; once it says true no more are, and those that wait for their regions
  /// get them by what is known. ``Summary/isComplete`` is false then, and a checkpoint goes on as if nothing had been stopped.
  public var isStopRequested: @Sendable () -> Bool = { false }
  /// Is told of every training iteration, from the stage's own task.
  package var onIteration: ConvolutionalSegmenter.Observer?
  /// Where the stages note how long they worked; for benchmarks.
  package var times: StageTimes?

  public init(settings: PipelineSettings = PipelineSettings(), threads: Int) {
    self.settings = settings
    self.threads = max(1, threads)
  }

  /// The segmented frames of an opened input.
  ///
  /// - Parameter checkpoint: where to go on; its states must be consistent with the settings.
  package func frames(of source: sending any FrameReader, from checkpoint: Checkpoint? = nil) -> SegmentedFrames {
    let workers = Workers(count: threads)
    switch settings.segment.method {
    case .cnn:
      var segmenter = ConvolutionalSegmenter(settings.segment, workers: workers, secondsPerFrame: secondsPerFrame)
      segmenter.observer = onIteration
      segmenter.describesSuperpixels = settings.makesRegions
      return frames(of: source, segmenter: segmenter, from: checkpoint)
    case .kmeans:
      return frames(of: source, segmenter: KMeansSegmenter(settings.segment, workers: workers), from: checkpoint)
    case .graph:
      return frames(of: source, segmenter: GraphSegmenter(settings.segment.graph, workers: workers), from: checkpoint)
    }
  }

  /// The same with another method in the middle.
  package func frames(
    of source: sending any FrameReader, segmenter: sending any Segmenter, from checkpoint: Checkpoint? = nil
  ) -> SegmentedFrames {
    let states = checkpoint?.states
    // While a frame waits for its regions its picture is kept at both sizes, with the map and the correspondence.
    let waitingBytes = 3 * source.size.count + 9 * settings.decode.size.size(for: source.size).count
    let decode = DecodeStage(source, from: checkpoint?.position, times: times)
    let moved = decode.frames.through(MotionStage(threads: threads, from: states), times: times)
    // Regions are made of superpixels, whatever the method.
    let usesSuperpixels = settings.makesRegions || type(of: segmenter).usesSuperpixels
    let segment = SegmentStage(segmenter, from: states)
    func chain(_ contexts: some AsyncSequence<FrameContext, any Error> & Sendable) -> SegmentedFrames {
      frames(of: contexts, decode, segment, states, waitingBytes: waitingBytes)
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
    _ segment: SegmentStage, _ states: StageStates?, waitingBytes: Int
  ) -> SegmentedFrames {
    let clustered = contexts.through(segment, times: times).until(isStopRequested)
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
    let regions = RegionStage(settings.regions, waitingBytes: waitingBytes, from: states)
    let frames = clustered.through(window: regions, times: times)
      .through(color, times: times).through(upsample, times: times)
    return segmented(frames)
  }
}
