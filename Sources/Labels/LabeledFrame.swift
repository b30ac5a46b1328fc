import Imaging
import Regions
import Rendering
import Tracking

/// What is written of a frame.
package protocol LabeledFrame {
  /// The place among the frames segmented, from 0.
  var index: Int { get }
  /// The presentation time.
  var time: MediaTime { get }
  /// The name of the image file that it is; nil for a frame of a video.
  var source: String? { get }
  /// A name for what is made of it; nil: its number.
  var name: String? { get }
  /// Track IDs at the size of the picture, 1…65535.
  var labels: LabelMap { get }
  /// Training iterations spent on it.
  var iterations: Int { get }
  /// The loss of the last iteration, where there was one.
  var loss: Float? { get }
  /// What became of the tracks since the frame before.
  var events: FrameEvents { get }
  /// The colors of the tracks so far.
  var palette: Palette { get }
  /// Nil where labels are not regions of space and time.
  var supervoxels: SupervoxelFrame? { get }
  /// What tells the frame from those of other films; nil where nobody has the picture.
  var thumbnail: Thumbnail? { get }
}

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
