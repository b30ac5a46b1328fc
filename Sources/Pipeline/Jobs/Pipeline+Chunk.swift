import Imaging
import Media
import Parallelism
import Regions
import Segmentation
import Superpixels

extension Pipeline {
  /// The frames of a batch of regions, and those of the look-ahead, for pictures of the source's size.
  package func regionLookAhead(for size: PictureSize) -> (batchSize: Int, frames: Int) {
    let (batchSize, batches) = RegionTracker.lookAhead(settings.regions, waitingBytes: waitingBytes(for: size))
    return (batchSize, batches * batchSize)
  }

  /// What a frame takes while it waits for its regions: its picture at both sizes, the map and the correspondence.
  func waitingBytes(for size: PictureSize) -> Int {
    3 * size.count + 9 * settings.decode.size.size(for: size).count
  }

  /// How many segmented frames may wait for the region stage. The stage is busy for long after each batch of frames; with
  /// room for a batch, segmentation goes on meanwhile.
  func segmentedAhead(for size: PictureSize) -> Int {
    let bytes = max(1, waitingBytes(for: size))
    return max(2, min(regionLookAhead(for: size).batchSize, Self.maxSegmentedAheadBytes / bytes))
  }

  private static let maxSegmentedAheadBytes = 64 << 20

  /// The tracker of divided shots, for pictures of the source's size.
  package func dividedShots(for size: PictureSize) -> DividedShots {
    DividedShots(settings.regions, waitingBytes: waitingBytes(for: size))
  }

  /// Segments shots of a video that are known.
  ///
  /// - Parameters:
  ///   - source: the frames of the ranges, in order.
  ///   - previous, checksCuts: as for ``PlannedMotionStage``.
  /// - Returns: a record for every frame with labels.
  package func records(
    of source: sending any FrameReader, _ ranges: [FrameRange], previous: [Double?], checksCuts: Bool
  ) -> FrameRecords<ChunkRecord> {
    let regions = RegionStage(settings.regions, waitingBytes: waitingBytes(for: source.size))
    let (frames, decode, segment) = segmented(source, ranges, previous: previous, checksCuts: checksCuts)
    func chain(_ frames: some AsyncSequence<ClusteredFrame, any Error> & Sendable) -> FrameRecords<ChunkRecord> {
      FrameRecords(
        base: RecordSequence(base: frames.through(lookAhead: regions, times: times), recorder: ChunkRecorder()),
        decode: decode, segment: segment)
    }
    return chain(frames)
  }

  /// Describes a part of a divided shot.
  ///
  /// - Parameters:
  ///   - source: the frames of the ranges, in order.
  ///   - previous, checksCuts: as for ``PlannedMotionStage``.
  /// - Returns: a record for every frame of the part, and of its warm-up.
  package func descriptions(
    of source: sending any FrameReader, _ ranges: [FrameRange], previous: [Double?], checksCuts: Bool
  ) -> FrameRecords<DescribedRecord> {
    let recorder = DescribedRecorder(settings.regions)
    let (frames, decode, segment) = segmented(source, ranges, previous: previous, checksCuts: checksCuts)
    func chain(_ frames: some AsyncSequence<ClusteredFrame, any Error> & Sendable) -> FrameRecords<DescribedRecord> {
      FrameRecords(base: RecordSequence(base: frames, recorder: recorder), decode: decode, segment: segment)
    }
    return chain(frames)
  }

  /// The frames of a part, segmented.
  private func segmented(
    _ source: sending any FrameReader, _ ranges: [FrameRange], previous: [Double?], checksCuts: Bool
  ) -> (any AsyncSequence<ClusteredFrame, any Error> & Sendable, DecodeStage, SegmentStage) {
    let motion = PlannedMotionStage(ranges, previous: previous, checksCuts: checksCuts, threads: threads)
    let segment = segmentStage
    let depth = segmentedAhead(for: source.size)
    let decode = DecodeStage(source, times: times)
    let moved = decode.frames.through(lookAhead: motion, times: times)
    func chain(_ contexts: some AsyncSequence<FrameContext, any Error> & Sendable)
      -> any AsyncSequence<ClusteredFrame, any Error> & Sendable
    {
      contexts.through(segment, depth: depth, times: times).until(isStopRequested)
    }
    let frames =
      settings.superpixels.warm
      ? chain(moved.through(WarmSuperpixelStage(settings.superpixels, threads: threads), times: times))
      : chain(moved.through(SuperpixelStage(settings.superpixels, threads: threads), times: times))
    return (frames, decode, segment)
  }

  private var segmentStage: SegmentStage {
    let workers = Workers(count: threads)
    switch settings.segment.method {
    case .cnn:
      var segmenter = SelfTrainingSegmenter(settings.segment, workers: workers, pretrained: model?.weights)
      segmenter.describesSuperpixels = true
      return SegmentStage(segmenter)
    case .kmeans: return SegmentStage(KMeansSegmenter(settings.segment, workers: workers))
    case .graph: return SegmentStage(GraphSegmenter(settings.segment.graph, workers: workers))
    }
  }
}

/// What a part of a video says of its frames, computed on demand; see ``Pipeline/records(of:_:previous:checksCuts:)``.
package struct FrameRecords<Record: FrameRecord>: AsyncSequence, Sendable {
  package typealias Element = Record

  let base: any AsyncSequence<Record, any Error> & Sendable
  let decode: DecodeStage
  let segment: SegmentStage

  package func makeAsyncIterator() -> Iterator { Iterator(base: base.makeAsyncIterator()) }

  package struct Iterator: AsyncIteratorProtocol {
    var base: any AsyncIteratorProtocol<Record, any Error>

    package mutating func next() async throws -> Record? { try await base.next(isolation: nil) }
  }

  /// Stops segmenting, and returns when no frame is being segmented.
  package func stop() async { await segment.stop() }

  /// Warnings about the input so far.
  package var warnings: [String] { get async { await decode.warnings } }
}
