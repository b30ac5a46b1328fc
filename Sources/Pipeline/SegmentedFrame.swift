import Imaging
import Labels
import Rendering
import Tracking

/// What comes out of the pipeline: a frame and the track ID of every pixel.
public struct SegmentedFrame: Sendable {
  package let frame: Frame
  /// Track IDs at the size of ``picture``, 1…65535. A number means the same thing for the whole video.
  public let labels: LabelMap
  /// Training iterations spent on this frame.
  public let iterations: Int
  /// The loss of the last iteration, where there was one.
  public let loss: Float?
  /// What became of the tracks since the frame before.
  package let events: FrameEvents
  /// The colors of the tracks so far. A copy shares its memory with those of the frames before and behind it.
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
  /// The name of the image file that it is; nil for a frame of a video.
  public var source: String? { frame.source }
  /// A name for what is made of it; nil: its number.
  package var name: String? { frame.name }
  /// The presentation time.
  public var time: MediaTime { frame.time }
  /// The decoded picture, upright.
  public var picture: Picture { frame.picture }
}

extension SegmentedFrame: Timed {}

extension SegmentedFrame: LabeledFrame {
  package var thumbnail: Thumbnail? {
    // A relabeled frame may come without its picture.
    guard Thumbnail.isKept(ofFrame: index), picture.size == labels.size else { return nil }
    return Thumbnail(picture)
  }
}
