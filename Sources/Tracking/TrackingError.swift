/// What can go wrong while tracks are handed out.
package enum TrackingError: Error, Equatable, CustomStringConvertible {
  /// A video has more tracks than the 16 bits of a label map can tell apart.
  case tooManyTracks(limit: Int)

  package var description: String {
    switch self {
    case .tooManyTracks(let limit):
      "the video has more than \(limit) tracks, the most that 16-bit labels hold: "
        + "let the network start anew less often, allow fewer labels, or segment the video in shorter parts"
    }
  }
}
