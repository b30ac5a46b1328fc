/// A decoded frame: what the first stage hands on.
public struct Frame: Sendable {
  /// The place among the frames that are segmented, from 0; the number in the names of the label files.
  public let index: Int
  /// When it is shown, in the source's own time base.
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
