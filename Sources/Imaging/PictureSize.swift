/// The size of a picture or a label map, in pixels.
public struct PictureSize: Hashable, Sendable, Codable, CustomStringConvertible {
  /// Pixels in a row, ≥ 1.
  public var width: Int
  /// Rows, ≥ 1.
  public var height: Int

  public init(width: Int, height: Int) {
    self.width = width
    self.height = height
  }

  /// The number of pixels N = width × height.
  public var count: Int { width * height }

  /// For example `854×480`.
  public var description: String { "\(width)×\(height)" }

  /// Both sides times `factor`, rounded, at least 1.
  public func scaled(by factor: Double) -> PictureSize {
    PictureSize(
      width: max(1, Int((Double(width) * factor).rounded())), height: max(1, Int((Double(height) * factor).rounded())))
  }

  /// This size scaled to the given height, with the aspect ratio kept to the nearest pixel.
  public func scaled(toHeight newHeight: Int) -> PictureSize {
    let newWidth = (Double(width) * Double(newHeight) / Double(height)).rounded()
    return PictureSize(width: max(1, Int(newWidth)), height: max(1, newHeight))
  }
}
