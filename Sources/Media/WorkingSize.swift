import Imaging

/// The rule for the size at which the network trains.
public enum WorkingSize: Sendable, Equatable {
  /// The shorter side is at most 240 pixels; nothing is enlarged.
  case automatic
  /// This height, the width in proportion.
  case height(Int)
  case exact(Size)

  static let automaticShorterSide = 240

  public func size(for source: Size) -> Size {
    switch self {
    case .automatic:
      let shorter = min(source.width, source.height)
      guard shorter > Self.automaticShorterSide else { return source }
      let height = Double(source.height) * Double(Self.automaticShorterSide) / Double(shorter)
      return source.scaled(toHeight: Int(height.rounded()))
    case .height(let height): return source.scaled(toHeight: height)
    case .exact(let size): return size
    }
  }
}
