/// A decoded frame, the output of the first stage.
public struct Frame: Sendable {
  /// The index among the selected frames, from 0. It names the label files, unless the frame has a ``name``.
  public let index: Int
  /// The name of the image file; nil for a frame of a video.
  public var source: String?
  /// The base name of this frame's output files, the stem of ``source``; nil for video frames and for duplicate
  /// stems.
  public var name: String?
  /// The presentation time, in the time base of the source.
  public let time: MediaTime
  /// The whole picture, upright, at the source's size.
  public let picture: Picture
  /// The same picture at the working size, on which the network trains.
  public let workingPicture: Picture

  public init(index: Int, time: MediaTime, picture: Picture, workingPicture: Picture) {
    self.index = index
    self.time = time
    self.picture = picture
    self.workingPicture = workingPicture
  }
}
