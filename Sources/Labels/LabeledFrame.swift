import Imaging
import Regions
import Rendering
import Tracking

/// The data written for a frame.
package protocol LabeledFrame {
  /// The index among the selected frames, from 0.
  var index: Int { get }
  /// The presentation time.
  var time: MediaTime { get }
  /// The name of the image file; nil for a frame of a video.
  var source: String? { get }
  /// The base name of output files; nil: the frame's number.
  var name: String? { get }
  /// Track IDs at full size, 1…65535.
  var labels: LabelMap { get }
  /// The number of training iterations.
  var iterations: Int { get }
  /// The loss of the last iteration, if any.
  var loss: Float? { get }
  /// The track events since the previous frame.
  var events: FrameEvents { get }
  /// The colors of all tracks so far.
  var palette: Palette { get }
  /// Nil if labels are not space-time regions.
  var supervoxels: SupervoxelFrame? { get }
  /// Identifies the frame among other videos; nil if the picture is unknown.
  var thumbnail: Thumbnail? { get }
}

/// The finest regions of a frame. Regions at any level of the merge tree are unions of them.
package struct SupervoxelFrame: Sendable {
  /// The supervoxel slot of every pixel, ≥ 1, at full size. A slot belongs to the last supervoxel that became final
  /// for it in this frame or before.
  package let map: SlotMap
  /// The supervoxels that became final with this frame: number, slot, and place in the tree. They apply to its map.
  package let finalized: [RegionFrame.FinalSupervoxel]
  /// The cut level of the tree for this frame's labels.
  package let level: Float
  /// The working size of the supervoxels.
  package let workingSize: PictureSize

  package init(map: SlotMap, finalized: [RegionFrame.FinalSupervoxel], level: Float, workingSize: PictureSize) {
    self.workingSize = workingSize
    self.map = map
    self.finalized = finalized
    self.level = level
  }
}
