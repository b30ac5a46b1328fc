import Imaging

/// The rule for the size at which the network trains.
public enum WorkingSize: Sendable, Equatable {
  /// The shorter side is at most 240 pixels and there are at most 4 × 240² of them; nothing is enlarged.
  case automatic
  /// At most this height, the width in proportion, and at most 4 × height² pixels; nothing is enlarged.
  case height(Int)
  case exact(Size)

  static let automaticShorterSide = 240

  public func size(for source: Size) -> Size {
    switch self {
    case .automatic: return Self.shrunk(source, side: min(source.width, source.height), to: Self.automaticShorterSide)
    case .height(let height): return Self.shrunk(source, side: source.height, to: height)
    case .exact(let size): return size
    }
  }

  /// The source so that one of its sides has at most `limit` pixels, and all of it at most 4 × limit².
  private static func shrunk(_ source: Size, side: Int, to limit: Int) -> Size {
    let bySide = Double(limit) / Double(side)
    let byCount = (4 * Double(limit) * Double(limit) / Double(source.count)).squareRoot()
    guard min(bySide, byCount) < 1 else { return source }
    return byCount < bySide
      ? source.scaled(by: byCount) : side == source.height ? source.scaled(toHeight: limit) : source.scaled(by: bySide)
  }
}
