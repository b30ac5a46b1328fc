/// Errors of track assignment.
public enum TrackingError: Error, Equatable, CustomStringConvertible {
  /// A video has more tracks than 16-bit labels hold.
  case tooManyTracks(limit: Int)

  /// The cause and the remedy, in one line.
  public var description: String {
    switch self {
    case .tooManyTracks(let limit):
      "the video has more than \(limit) tracks, the most that 16-bit labels hold: "
        + "lower segment.labels.max, raise remap.separation, or segment the video in shorter parts"
    }
  }
}
