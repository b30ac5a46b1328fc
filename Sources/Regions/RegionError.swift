/// What can go wrong while regions are made.
package enum RegionError: Error, Equatable, CustomStringConvertible {
  /// A film has more regions than 16 bits can number.
  case tooManyRegions(limit: Int)
  /// More supervoxels are alive at a time than 16 bits can tell apart.
  case tooManySupervoxels(limit: Int)

  package var description: String {
    switch self {
    case .tooManyRegions(let limit):
      "the video has more than \(limit) regions, the most that 16-bit labels hold: "
        + "ask for fewer (regions.count), or segment the video in shorter parts"
    case .tooManySupervoxels(let limit):
      "more than \(limit) supervoxels are in use at a time: ask for fewer (regions.supervoxels)"
    }
  }
}
