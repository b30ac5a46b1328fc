import DequeModule
import Imaging
import Motion
import Regions
import Tracking

/// Tracks regions through shots that were described in parts: one tracker for all parts, as in one process. Only the
/// networks of the parts differ; before a seam both parts describe the same frames, and what they say is made to
/// agree (``DescriptorAlignment``).
package struct DividedShots: Sendable {
  private var tracker: RegionTracker
  private var events = EventTracker()
  private var recorder = ChunkRecorder()
  /// The bases by shot; the first part of each has it.
  private var bases: [Int: DescriptorBasis] = [:]
  /// Of the parts that follow, by their frames before the seam.
  private var alignments: [Int: DescriptorAlignment] = [:]
  /// The map of the current part's descriptors to those of the part before it.
  private var map: (part: Int, map: DescriptorMap) = (-1, .identity)
  /// The frames that wait for their regions.
  private var waiting = Deque<Waiting>()

  private struct Waiting {
    let figures: FrameFigures
    let correspondence: FrameCorrespondence
    let isAfterCut: Bool
  }

  /// - Parameter waitingBytes: as in one process, whose look-ahead depends on it.
  package init(_ settings: RegionSettings, waitingBytes: Int) {
    tracker = RegionTracker(settings, waitingBytes: waitingBytes)
  }

  /// Why a record can not be tracked.
  package struct Contradiction: Error {
    package let reason: String
  }

  /// Adds the next frame.
  ///
  /// - Parameters:
  ///   - part: the part that described it.
  ///   - warmUps: what later parts say of the same frame.
  ///   - isAfterCut: whether the frame before it is of another shot, or there is none.
  /// - Returns: the frames that are output together next; none while the first of them waits for its look-ahead.
  package mutating func add(
    _ record: DescribedRecord, part: Int, warmUps: [(part: Int, record: DescribedRecord)], isAfterCut: Bool
  ) throws -> [ChunkRecord] {
    if bases[record.shot] == nil { bases[record.shot] = record.basis }
    guard let basis = bases[record.shot] else { throw Contradiction(reason: "its first frame has no basis") }
    guard record.frame.parts?.parts.allSatisfy({ $0.descriptor.count == basis.dimensions }) ?? true else {
      throw Contradiction(reason: "its descriptors are of another kind")
    }
    if let alignment = alignments.removeValue(forKey: part) { map = (part, alignment.map) }
    let frame = map.part == part ? record.frame.mapped(by: map.map) : record.frame
    for (later, warmUp) in warmUps {
      guard let own = frame.parts, let other = warmUp.frame.parts else { continue }
      alignments[later, default: DescriptorAlignment(dimensions: basis.dimensions)].add(earlier: own, later: other)
    }
    waiting.append(
      Waiting(figures: record.figures, correspondence: record.correspondence, isAfterCut: isAfterCut))
    return hand(try tracker.add(frame, shot: record.shot, size: record.size, basis: basis))
  }

  /// The frames that still wait, at the end of a visit of a shot.
  package mutating func finish() throws -> [ChunkRecord] { hand(try tracker.finish()) }

  private mutating func hand(_ finished: [RegionFrame]) -> [ChunkRecord] {
    finished.compactMap { regions in
      guard let frame = waiting.popFirst() else { return nil }
      if frame.isAfterCut { events.cut() }
      let changes = events.next(regions.labels, correspondence: frame.correspondence)
      return recorder.record(frame.figures, regions, changes)
    }
  }
}
