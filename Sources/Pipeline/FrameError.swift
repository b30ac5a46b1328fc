import Imaging

/// An error in a stage, with its frame.
public struct FrameError: Error, CustomStringConvertible {
  /// The name of the stage, for example `decode`, `segment` or `write`.
  public let stage: String
  /// The frame's index among the selected frames, from 0.
  public let index: Int
  /// The frame's presentation time.
  public let time: MediaTime
  /// Whether the error came after that frame, before the next one was known.
  public let isAfterFrame: Bool
  /// A `MediaError`, `SegmentationError`, `TrackingError`, `RegionError` or ``SinkError``, or the error of your own
  /// `FrameSource`, `Segmenter` or ``Sink``.
  public let cause: any Error

  package init(stage: String, index: Int, time: MediaTime, isAfterFrame: Bool = false, cause: any Error) {
    self.stage = stage
    self.index = index
    self.time = time
    self.isAfterFrame = isAfterFrame
    self.cause = cause
  }

  /// The stage, the frame, its time and the cause, in one line.
  public var description: String {
    "\(stage), \(isAfterFrame ? "after " : "")frame \(index) at \(time): \(cause)"
  }
}
