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

  /// Segments parts of a video whose shots are known.
  ///
  /// - Parameters:
  ///   - source: the frames of the ranges, in order.
  ///   - previous, checksCuts: as for ``PlannedMotionStage``.
  /// - Returns: a record for every frame with labels of its own, and for every frame of a warm-up.
  package func records(
    of source: sending any FrameReader, _ ranges: [FrameRange], previous: [Double?], checksCuts: Bool
  ) -> ChunkRecords {
    let motion = PlannedMotionStage(ranges, previous: previous, checksCuts: checksCuts, threads: threads)
    let workers = Workers(count: threads)
    switch settings.segment.method {
    case .cnn:
      var segmenter = ConvolutionalSegmenter(settings.segment, workers: workers)
      segmenter.describesSuperpixels = true
      return records(of: source, motion, SegmentStage(segmenter))
    case .kmeans:
      return records(of: source, motion, SegmentStage(KMeansSegmenter(settings.segment, workers: workers)))
    case .graph:
      return records(
        of: source, motion, SegmentStage(GraphSegmenter(settings.segment.graph, workers: workers)))
    }
  }

  private func records(
    of source: sending any FrameReader, _ motion: PlannedMotionStage, _ segment: SegmentStage
  ) -> ChunkRecords {
    let regions = RegionStage(settings.regions, waitingBytes: waitingBytes(for: source.size))
    let decode = DecodeStage(source, times: times)
    let moved = decode.frames.through(lookAhead: motion, times: times)
    func chain(_ contexts: some AsyncSequence<FrameContext, any Error> & Sendable)
      -> ChunkRecords
    {
      ChunkRecords(
        base: contexts.through(segment, times: times).until(isStopRequested).through(lookAhead: regions, times: times),
        decode: decode, segment: segment)
    }
    return settings.superpixels.warm
      ? chain(moved.through(WarmSuperpixelStage(settings.superpixels, threads: threads), times: times))
      : chain(moved.through(SuperpixelStage(settings.superpixels, threads: threads), times: times))
  }
}

/// What a part of a video says of its frames, computed on demand; see ``Pipeline/records(of:_:previous:)``.
package struct ChunkRecords: AsyncSequence, Sendable {
  package typealias Element = ChunkRecord

  let base: any AsyncSequence<TrackedFrame, any Error> & Sendable
  let decode: DecodeStage
  let segment: SegmentStage

  package func makeAsyncIterator() -> Iterator { Iterator(base: base.makeAsyncIterator()) }

  package struct Iterator: AsyncIteratorProtocol {
    var base: any AsyncIteratorProtocol<TrackedFrame, any Error>
    /// The founders of the regions so far, by the region's number in the part.
    private var founders: [UInt16: Int32] = [:]

    init(base: any AsyncIteratorProtocol<TrackedFrame, any Error>) { self.base = base }

    package mutating func next() async throws -> ChunkRecord? {
      while let frame = try await base.next(isolation: nil) {
        guard let regions = frame.regions else { continue }
        for (founder, region) in regions.regionOfFounder { founders[region] = founder }
        guard frame.context.use == .labels || frame.context.use == .warmUp else { continue }
        return ChunkRecord(frame, regions.ofShot, founders: founders)
      }
      return nil
    }
  }

  /// Stops segmenting, and returns when no frame is being segmented.
  package func stop() async { await segment.stop() }

  /// Warnings about the input so far.
  package var warnings: [String] { get async { await decode.warnings } }
}
