import Imaging
import Media
import Parallelism
import Segmentation

/// decode → superpixels → segment → remap → upsample: the stages put together.
public struct Pipeline: Sendable {
  public var settings: PipelineSettings
  /// The threads that training, and every other stage beside it, may use. The labels do not depend on it.
  public var threads: Int
  /// A limit to the time a frame takes on average, wall clock, at the price of less training; nil: none. With it the
  /// labels depend on the speed of the machine. Methods that do not train take no notice.
  public var secondsPerFrame: Double?
  /// Is told of every training iteration, from the stage's own task.
  package var onIteration: ConvolutionalSegmenter.Observer?
  /// Where the stages note how long they worked; for benchmarks.
  package var times: StageTimes?

  public init(settings: PipelineSettings = PipelineSettings(), threads: Int) {
    self.settings = settings
    self.threads = max(1, threads)
  }

  /// The segmented frames of an opened input.
  package func frames(of source: sending any FrameSource) -> SegmentedFrames {
    let workers = Workers(count: threads)
    switch settings.segment.method {
    case .cnn:
      var segmenter = ConvolutionalSegmenter(settings.segment, workers: workers, secondsPerFrame: secondsPerFrame)
      segmenter.observer = onIteration
      return frames(of: source, segmenter: segmenter)
    case .kmeans:
      return frames(of: source, segmenter: KMeansSegmenter(settings.segment, workers: workers))
    case .graph:
      return frames(of: source, segmenter: GraphSegmenter(settings.segment.graph, workers: workers))
    }
  }

  /// The same with another method in the middle.
  package func frames(of source: sending any FrameSource, segmenter: sending any Segmenter) -> SegmentedFrames {
    let decode = DecodeStage(source, times: times)
    let segment = SegmentStage(segmenter)
    guard settings.segment.method.usesSuperpixels else { return chain(decode, WholeFrameStage(), segment) }
    return settings.superpixels.warm
      ? chain(decode, WarmSuperpixelStage(settings.superpixels, threads: threads), segment)
      : chain(decode, SuperpixelStage(settings.superpixels, threads: threads), segment)
  }

  private func chain<Superpixels: Stage<Frame, SuperpixelFrame>>(
    _ decode: DecodeStage, _ superpixels: Superpixels, _ segment: SegmentStage
  ) -> SegmentedFrames {
    let frames = decode.frames
      .through(superpixels, times: times)
      .through(MotionStage(threads: threads), times: times)
      .through(segment, times: times)
      .through(RemapStage(settings.remap), times: times)
      .through(UpsampleStage(threads: threads), times: times)
    return SegmentedFrames(base: frames, decode: decode, segment: segment, times: times)
  }
}
