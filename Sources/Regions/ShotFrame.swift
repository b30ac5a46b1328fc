import Imaging

/// A frame, its supervoxels and its regions, by the numbers of its shot: they do not depend on other shots.
///
/// A supervoxel has a number, from 0 and ascending within the shot, and a slot, its value in ``map``.
package struct ShotFrame: Equatable, Sendable {
  /// As in `FrameCorrespondence.shot`.
  package let shot: Int
  /// The slot of every pixel, ≥ 1.
  package let map: SlotMap
  /// The supervoxels in the map, by ascending slot.
  package let present: [Present]
  /// The level at which the tree is cut.
  package let level: Float
  /// Whether it is the last of the frames that are output together.
  package var isLast = false
  /// The supervoxels whose place in the tree became final with this frame, in ascending order; their places have the
  /// numbers of the shot, too. Only the first frame of those that are output together has any.
  package var finalized: [Final] = []
  /// The pairs of regions that touch in any frame of the look-ahead. Only the first frame of those that are output
  /// together has any.
  package var borders: [Border] = []

  package struct Present: Equatable, Sendable {
    package let slot: UInt16
    package let number: Int32
    /// The supervoxel that founded its region.
    package let founder: Int32

    package init(slot: UInt16, number: Int32, founder: Int32) {
      self.slot = slot
      self.number = number
      self.founder = founder
    }
  }

  package struct Final: Equatable, Sendable {
    package let number: Int32
    package let place: TreePlace

    package init(number: Int32, place: TreePlace) {
      self.number = number
      self.place = place
    }
  }

  /// Two regions, by founder.
  package struct Border: Hashable, Sendable {
    package let a, b: Int32

    package init(a: Int32, b: Int32) {
      self.a = a
      self.b = b
    }
  }

  package init(shot: Int, map: SlotMap, present: [Present], level: Float) {
    self.shot = shot
    self.map = map
    self.present = present
    self.level = level
  }
}
