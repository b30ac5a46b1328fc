import Imaging

/// The rule for the size at which frames are segmented.
public enum WorkingSize: Sendable, Equatable {
  /// At most 240 pixels on the shorter side and at most 4 × 240² pixels; never enlarged.
  case automatic
  /// At most this height, aspect ratio kept, and at most 4 × height² pixels; never enlarged.
  case height(Int)
  case exact(PictureSize)

  static let automaticShorterSide = 240

  public func size(for source: PictureSize) -> PictureSize {
    switch self {
    case .automatic: return Self.shrunk(source, side: min(source.width, source.height), to: Self.automaticShorterSide)
    case .height(let height): return Self.shrunk(source, side: source.height, to: height)
    case .exact(let size): return size
    }
  }

  /// The source scaled so that one side has at most `limit` pixels and the picture at most 4 × limit².
  private static func shrunk(_ source: PictureSize, side: Int, to limit: Int) -> PictureSize {
    let bySide = Double(limit) / Double(side)
    let byCount = (4 * Double(limit) * Double(limit) / Double(source.count)).squareRoot()
    guard min(bySide, byCount) < 1 else { return source }
    return byCount < bySide
      ? source.scaled(by: byCount) : side == source.height ? source.scaled(toHeight: limit) : source.scaled(by: bySide)
  }
}
