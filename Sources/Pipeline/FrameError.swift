import Imaging

/// An error in a stage, with its frame.
public struct FrameError: Error, CustomStringConvertible {
  public let stage: String
  /// The frame's index among the selected frames, from 0.
  public let index: Int
  public let time: MediaTime
  /// Whether the error came after that frame, before the next one was known.
  public let isAfterFrame: Bool
  public let cause: any Error

  package init(stage: String, index: Int, time: MediaTime, isAfterFrame: Bool = false, cause: any Error) {
    self.stage = stage
    self.index = index
    self.time = time
    self.isAfterFrame = isAfterFrame
    self.cause = cause
  }

  public var description: String {
    "\(stage), \(isAfterFrame ? "after " : "")frame \(index) at \(time): \(cause)"
  }
}
