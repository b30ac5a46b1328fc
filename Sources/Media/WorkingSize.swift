import Imaging

/// The rule for the size at which the network trains.
public enum WorkingSize: Sendable, Equatable {
  /// The shorter side is at most 240 pixels and there are at most 4 × 240² of them; nothing is enlarged.
  case automatic
  /// This height, the width in proportion.
  case height(Int)
  case exact(Size)

  static let automaticShorterSide = 240

  public func size(for source: Size) -> Size {
    switch self {
    case .automatic:
      let shorter = min(source.width, source.height)
      let bySide = Double(Self.automaticShorterSide) / Double(shorter)
      let byCount = (Double(4 * Self.automaticShorterSide * Self.automaticShorterSide) / Double(source.count))
        .squareRoot()
      guard min(bySide, byCount) < 1 else { return source }
      return source.scaled(by: min(bySide, byCount))
    case .height(let height): return source.scaled(toHeight: height)
    case .exact(let size): return size
    }
  }
}
