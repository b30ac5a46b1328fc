import Identities
import Imaging
import Regions
import Rendering

/// What comes out of the pipeline: a frame and the identity of every pixel.
public struct SegmentedFrame: Sendable {
  package let frame: Frame
  /// Identities at the size of ``picture``, 1…65535. A number means the same thing for the whole video.
  public let labels: LabelMap
  /// Training iterations spent on this frame.
  public let iterations: Int
  /// The loss of the last iteration, where there was one.
  public let loss: Float?
  /// What became of the identities since the frame before.
  package let events: FrameEvents
  /// The colors of the identities so far. A copy shares its memory with those of the frames before and behind it.
  package let palette: Palette
  /// The finest regions, and what was decided of their tree; nil where labels are not regions of space and time.
  package var supervoxels: SupervoxelFrame?
  /// The states of all stages behind this frame, where a run is written: what it could go on with. They share their
  /// memory with the stages until those go on.
  package internal(set) var states: StageStates?

  package init(
    frame: Frame, labels: LabelMap, iterations: Int, loss: Float?, events: FrameEvents,
    palette: Palette = .standard
  ) {
    self.frame = frame
    self.labels = labels
    self.iterations = iterations
    self.loss = loss
    self.events = events
    self.palette = palette
  }

  /// The place among the frames segmented, from 0.
  public var index: Int { frame.index }
  /// The presentation time.
  public var time: MediaTime { frame.time }
  /// The decoded picture, upright.
  public var picture: Picture { frame.picture }
}

extension SegmentedFrame: Timed {}

/// The finest regions of a frame: a region, at any level of the merge tree, is a union of them.
package struct SupervoxelFrame: Sendable {
  /// The slot of the supervoxel of every pixel, ≥ 1, at the size of the picture. A slot belongs to one supervoxel at a
  /// time: to the last one decided for it in this frame or before.
  package let map: LabelMap
  /// The supervoxels that were decided with this frame, before it is read: number, slot, and place in the tree.
  package let decided: [RegionFrame.Decision]
  /// The level at which the tree is cut for the labels of this frame.
  package let level: Float
  /// The size at which the supervoxels were made.
  package let workingSize: Size

  package init(map: LabelMap, decided: [RegionFrame.Decision], level: Float, workingSize: Size) {
    self.workingSize = workingSize
    self.map = map
    self.decided = decided
    self.level = level
  }
}
