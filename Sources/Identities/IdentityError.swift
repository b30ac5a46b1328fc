/// What can go wrong while identities are handed out.
package enum IdentityError: Error, Equatable, CustomStringConvertible {
  /// A video has more identities than the 16 bits of a label map can tell apart.
  case tooManyIdentities(limit: Int)

  package var description: String {
    switch self {
    case .tooManyIdentities(let limit):
      "the video has more than \(limit) identities, the most that 16-bit labels hold: "
        + "let the network start anew less often, allow fewer labels, or segment the video in shorter parts"
    }
  }
}
