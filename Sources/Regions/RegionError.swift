/// Errors of the region tracker.
public enum RegionError: Error, Equatable, CustomStringConvertible {
  /// A video has more regions than 16-bit labels hold.
  case tooManyRegions(limit: Int)
  /// More supervoxels are alive at a time than 16 bits can number.
  case tooManySupervoxels(limit: Int)

  /// The cause and the remedy, in one line.
  public var description: String {
    switch self {
    case .tooManyRegions(let limit):
      "the video has more than \(limit) regions, the most that 16-bit labels hold: "
        + "lower regions.count, or segment the video in shorter parts"
    case .tooManySupervoxels(let limit):
      "more than \(limit) supervoxels are in use at a time: lower regions.supervoxels"
    }
  }
}
