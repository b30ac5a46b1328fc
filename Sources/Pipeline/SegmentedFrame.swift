import Imaging
import Labels
import Rendering
import Tracking

/// The output of the pipeline: a frame and the track ID of every pixel.
public struct SegmentedFrame: Sendable {
  package let frame: Frame
  /// Track IDs at the size of ``picture``, 1…65535. An ID is valid for the whole video.
  public let labels: LabelMap
  /// The number of training iterations for this frame.
  public let iterations: Int
  /// The loss of the last iteration, if any.
  public let loss: Float?
  /// The track events since the previous frame.
  package let events: FrameEvents
  /// The colors of all tracks so far. Copy-on-write.
  package let palette: Palette
  /// The names that the user gave to tracks.
  package var names: [UInt16: String] = [:]
  /// The finest regions and the final part of their tree; nil if labels are not space-time regions.
  package var supervoxels: SupervoxelFrame?
  /// The states of all stages after this frame, for checkpoints. Copy-on-write.
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

  /// The index among the selected frames, from 0.
  public var index: Int { frame.index }
  /// The name of the image file; nil for a frame of a video.
  public var source: String? { frame.source }
  /// The base name of output files; nil: the frame's number.
  package var name: String? { frame.name }
  /// The presentation time.
  public var time: MediaTime { frame.time }
  /// The decoded picture, upright.
  public var picture: Picture { frame.picture }
}

extension SegmentedFrame: Timed {}

extension SegmentedFrame: LabeledFrame {
  package var thumbnail: Thumbnail? {
    // A relabeled frame may have no picture.
    guard Thumbnail.isKept(ofFrame: index), picture.size == labels.size else { return nil }
    return Thumbnail(picture)
  }
}
