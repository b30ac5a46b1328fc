import Imaging
import Motion
import Regions
import Segmentation
import Tracking

/// Gives the frames of all parts of a video the numbers of the whole video, in order.
package struct PartNumbering: Sendable {
  private var numbering = RegionNumbering()
  /// The regions of the last frame, ascending.
  private var last: [UInt16] = []
  /// The number of regions so far.
  private var known = 0
  /// The regions of the last frame by founder, and its shot.
  private var before: (shot: Int, regions: [Int32: UInt16])?

  package init() {}

  /// A frame with its regions, and their changes.
  package struct NumberedFrame: Sendable {
    package let record: ChunkRecord
    let regions: RegionFrame
    let labels: LabelMap
    let events: FrameEvents
  }

  /// Numbers the frames that are output together.
  ///
  /// - Parameter records: with the numbers of the whole shot.
  package mutating func number(_ records: [ChunkRecord]) throws(RegionError) -> [NumberedFrame] {
    let frames = try numbering.number(records.map(\.regions))
    return zip(records, frames).map { record, regions in
      let labels = regions.labels
      return NumberedFrame(
        record: record, regions: regions, labels: labels, events: events(record, regions, labels))
    }
  }

  /// The changes since the frame before, as `EventTracker` finds them. Which regions were split and absorbed is known
  /// from the part.
  private mutating func events(_ record: ChunkRecord, _ regions: RegionFrame, _ labels: LabelMap) -> FrameEvents {
    let present = labels.areas().map(\.label).filter { $0 != 0 }
    let (here, earlier) = (Set(present), Set(last))
    let own = regions.regionOfFounder
    let former = before.flatMap { $0.shot == regions.ofShot.shot ? $0.regions : nil } ?? [:]
    func others(_ relations: [ChunkRecord.Relation], _ region: (Int32) -> UInt16?, _ other: (Int32) -> UInt16?)
      -> [UInt16: UInt16]
    {
      var result: [UInt16: UInt16] = [:]
      for relation in relations {
        guard let region = region(relation.region), let other = other(relation.other), region != other else { continue }
        result[region] = other
      }
      return result
    }
    let splits = others(record.splits, { own[$0] }, { former[$0] ?? own[$0] })
    let merges = others(record.merges, { former[$0] }, { own[$0] })
    let first = known
    known = max(known, Int(present.last ?? 0))
    last = present
    before = (regions.ofShot.shot, own)
    return FrameEvents(
      shot: regions.ofShot.shot, change: record.change, flicker: record.flicker,
      births: present.filter { $0 > first }.map { .init($0, splitFrom: splits[$0]) },
      deaths: earlier.subtracting(here).sorted().map { .init($0, mergedInto: merges[$0]) },
      returns: present.filter { $0 <= first && !earlier.contains($0) })
  }
}

extension SegmentedFrames {
  /// The frames of all parts, from the color stage on.
  ///
  /// - Parameters:
  ///   - next: the next numbered frame and the decoded frame; nil at the end.
  ///   - threads: for colors and upsampling, ≥ 1.
  package static func merged(
    threads: Int, _ next: @escaping @Sendable () async throws -> (PartNumbering.NumberedFrame, Frame)?
  ) -> SegmentedFrames {
    let tracked = AsyncThrowingStream<TrackedFrame, any Error> {
      guard let (numbered, frame) = try await next() else { return nil }
      return TrackedFrame(numbered, frame)
    }
    return SegmentedFrames(
      tracked.through(ColorStage(threads: threads)).through(UpsampleStage(threads: threads)))
  }
}

extension TrackedFrame {
  fileprivate init(_ numbered: PartNumbering.NumberedFrame, _ frame: Frame) {
    let record = numbered.record
    self.init(
      context: FrameContext(
        frame: frame,
        correspondence: FrameCorrespondence(
          shot: record.regions.shot, backward: nil, seconds: 0.04, change: record.change ?? 1),
        isAfterCut: false, states: nil),
      segmentation: Segmentation(
        clusters: ClusterMap(size: PictureSize(width: 1, height: 1)), iterations: record.figures.iterations,
        loss: record.figures.loss),
      trackIDs: numbered.labels, regions: numbered.regions, events: numbered.events)
  }
}
