import Imaging
import Motion
import Superpixels

/// What regions need to know of a frame.
package struct RegionInput: Sendable {
  package let superpixels: Superpixels
  /// Of each superpixel, CIELAB.
  package let colors: [SIMD3<Float>]
  /// The mean normalized responses of each superpixel, as many for each; empty for a method without a network.
  package let responses: [Float]
  package let correspondence: FrameCorrespondence

  package init(
    superpixels: Superpixels, colors: [SIMD3<Float>], responses: [Float], correspondence: FrameCorrespondence
  ) {
    self.superpixels = superpixels
    self.colors = colors
    self.responses = responses
    self.correspondence = correspondence
  }
}

/// A frame and its regions.
package struct RegionFrame: Sendable {
  /// The slot of the supervoxel of every pixel, ≥ 1.
  package let supervoxels: LabelMap
  /// By slot the region's number, 1…65535, at the level at which the tree is cut; 0 for slots that are not in the frame.
  package let regions: [UInt16]
  /// The level at which the tree is cut.
  package let level: Float
  /// The supervoxels whose place in the tree was decided with this frame.
  package let decided: [Decision]
  /// For the regions that appear first with this frame or one that came out together with it: the numbers of those that
  /// they touch in any frame that was looked ahead, rising.
  package var neighbors: [UInt16: [UInt16]] = [:]
  /// What the frames behind this one depend on; nil where a run can not go on behind this frame.
  package let state: RegionTracker.State?

  package struct Decision: Equatable, Sendable {
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
  package var labels: LabelMap {
    LabelMap(size: supervoxels.size, labels: supervoxels.labels.map { regions[Int($0)] })
  }
}
