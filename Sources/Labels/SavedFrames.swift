import Imaging
import Media

/// The frames of saved supervoxels, from index, maps and table.
///
/// Owned by one task at a time.
package final class SavedFrames {
  package struct SavedFrame {
    /// The index among the segmented frames, from 0.
    package let index: Int
    package let time: MediaTime
    package let shot: Int
    package let change: Double?
    /// The level of the cut; nil if missing.
    package let level: Float?
    /// The stem of the label image, unless it is a number; and the name of the segmented image.
    package let name, source: String?
    /// The slot of every pixel.
    package let map: SlotMap
    /// The supervoxels in the frame, by ascending slot, with their pixels. All belong to the frame's shot.
    package let present: [Present]
    /// The numbers of the supervoxels that became final with the frame.
    package let finalized: Range<Int>

    /// The same frame with other supervoxels.
    ///
    /// - Parameters:
    ///   - map: their slots.
    ///   - present: those of the map, by ascending slot.
    ///   - finalized: the numbers of those that became final with the frame.
    package func replacing(_ map: SlotMap, present: [Present], finalized: Range<Int>) -> SavedFrame {
      SavedFrame(
        index: index, time: time, shot: shot, change: change, level: level, name: name, source: source, map: map,
        present: present, finalized: finalized)
    }
  }

  package struct Present {
    package let slot: UInt16
    package let number: Int32
    package let area: Int

    package init(slot: UInt16, number: Int32, area: Int) {
      self.slot = slot
      self.number = number
      self.area = area
    }
  }

  private let labels: SavedLabels
  private let table: SupervoxelTable
  private var index: FrameIndex
  private let maps: RegionVideoReader
  private var count = 0
  /// The number of final supervoxels so far.
  private var known = 0
  /// For each slot, the supervoxel that last became final for it; −1 for none.
  private var numbers = [Int32](repeating: -1, count: Int(UInt16.max) + 1)

  /// - Parameters:
  ///   - threads: for decoding, ≥ 1.
  ///   - canSkip: whether ``skip()`` can be called.
  /// - Throws: `MediaError`.
  package init(_ labels: SavedLabels, table: SupervoxelTable, threads: Int, canSkip: Bool = false) throws {
    self.labels = labels
    self.table = table
    index = try FrameIndex(path: labels.files.index)
    maps = try RegionVideoReader(path: labels.files.supervoxelMaps, threads: threads, canSkip: canSkip)
    size = maps.size
    guard size == labels.size else {
      throw MediaError.badLabelFile(
        path: labels.files.table, line: nil, reason: "its labels are not \(size), as the supervoxels are")
    }
  }

  /// The size of the maps.
  package let size: PictureSize
  package var frameRate: Rational? { maps.frameRate }
  package var sampleAspectRatio: Rational { maps.sampleAspectRatio }

  /// The next frame; nil at the end. A run on a full disk may have left one more map than index rows; it is ignored.
  ///
  /// - Throws: `MediaError`.
  package func next() throws(MediaError) -> SavedFrame? {
    guard let (row, shot) = try nextRow() else { return nil }
    guard let map = try maps.next()?.map else {
      throw .badLabelFile(
        path: labels.files.supervoxelMaps, line: nil, reason: "it ends before frame \(count), which the index has")
    }
    guard map.size == size else {
      throw .badLabelFile(
        path: labels.files.supervoxelMaps, line: nil, reason: "frame \(count) is not \(size), as its header says")
    }
    let finalized = enterSlots()
    let slots = SlotMap(size: map.size, labels: map.ids.map { UInt16(truncatingIfNeeded: $0) })
    var present: [Present] = []
    for (slot, area) in slots.areas() {
      let number = numbers[Int(slot)]
      guard number >= 0, table.shot(of: number) == shot else {
        throw .badLabelFile(
          path: labels.files.supervoxelTable, line: nil,
          reason: "it has no supervoxel of shot \(shot) for slot \(slot), which is in frame \(count)")
      }
      present.append(Present(slot: slot, number: number, area: area))
    }
    count += 1
    return SavedFrame(
      index: row.index, time: row.time, shot: shot, change: row.change, level: row.level, name: row.name,
      source: row.source, map: slots, present: present, finalized: finalized)
  }

  /// Passes the next frame without decoding it.
  ///
  /// - Returns: false at the end.
  /// - Throws: `MediaError`.
  package func skip() throws(MediaError) -> Bool {
    guard try nextRow() != nil else { return false }
    guard try maps.skip() else {
      throw .badLabelFile(
        path: labels.files.supervoxelMaps, line: nil, reason: "it ends before frame \(count), which the index has")
    }
    _ = enterSlots()
    count += 1
    return true
  }

  private func nextRow() throws(MediaError) -> (FrameIndex.Row, shot: Int)? {
    guard let row = try index.next() else {
      guard count == labels.frames else {
        throw .badLabelFile(
          path: labels.files.index, line: nil,
          reason: "it has \(count) frames, \(labels.files.table) has \(labels.frames ?? 0)")
      }
      return nil
    }
    guard row.index == count, let shot = row.shot else {
      throw .badLabelFile(
        path: labels.files.index, line: index.line, reason: "it is not frame \(count), or has no shot")
    }
    return (row, shot)
  }

  /// The slots from the next frame on.
  ///
  /// - Returns: the numbers of the supervoxels that become final with it.
  private func enterSlots() -> Range<Int> {
    let finalized = table.finalized(with: count, from: known)
    for number in finalized { numbers[Int(table[number].slot)] = Int32(number) }
    known = finalized.upperBound
    return finalized
  }
}
