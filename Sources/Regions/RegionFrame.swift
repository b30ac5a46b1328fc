import Imaging
import Motion
import Superpixels

/// The input of the region tracker for one frame.
package struct RegionInput: Sendable {
  /// The working picture.
  package let picture: Picture
  package let superpixels: Superpixels
  /// The mean CIELAB color of each superpixel.
  package let colors: [SIMD3<Float>]
  /// The mean normalized responses of each superpixel, the same number for each; empty for a method without a
  /// network.
  package let responses: [Float]
  package let correspondence: FrameCorrespondence

  package init(
    picture: Picture, superpixels: Superpixels, colors: [SIMD3<Float>], responses: [Float],
    correspondence: FrameCorrespondence
  ) {
    self.picture = picture
    self.superpixels = superpixels
    self.colors = colors
    self.responses = responses
    self.correspondence = correspondence
  }
}

/// A frame and its regions, by the numbers of the whole video.
package struct RegionFrame: Sendable {
  /// The same by the numbers of its shot.
  package let ofShot: ShotFrame
  /// The supervoxel slot of every pixel, ≥ 1.
  package let supervoxels: SlotMap
  /// For each slot the region number, 1…65535, at the tree's cut level; 0 for slots that are not in the frame.
  package let regions: [UInt16]
  /// The number of each region in the frame, by its founder in the shot.
  package let regionOfFounder: [Int32: UInt16]
  /// The level at which the tree is cut.
  package var level: Float { ofShot.level }
  /// The supervoxels whose place in the tree became final with this frame.
  package let finalized: [FinalSupervoxel]
  /// For regions that first appear in this frame or one of the same batch: the regions that they touch in any frame
  /// of the look-ahead, in ascending order.
  package let neighbors: [UInt16: [UInt16]]
  /// The state for the next frames; nil if a run can not be resumed after this frame.
  package internal(set) var state: RegionTracker.State?

  package struct FinalSupervoxel: Equatable, Sendable {
    package let number: Int32
    package let slot: UInt16
    package let place: TreePlace
    package let shot: Int

    package init(number: Int32, slot: UInt16, place: TreePlace, shot: Int) {
      self.number = number
      self.slot = slot
      self.place = place
      self.shot = shot
    }
  }

  /// The region of every pixel.
  package var labels: LabelMap { supervoxels.labels(of: regions) }
}
