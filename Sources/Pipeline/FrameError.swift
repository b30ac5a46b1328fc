import Imaging

/// What went wrong in a stage, and at which frame.
public struct FrameError: Error, CustomStringConvertible {
  public let stage: String
  /// The frame's place among those segmented, from 0.
  public let index: Int
  public let time: MediaTime
  public let cause: any Error

  public var description: String { "\(stage), frame \(index) at \(time): \(cause)" }
}
