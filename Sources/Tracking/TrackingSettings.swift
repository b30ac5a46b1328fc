import Imaging

/// Settings of track assignment.
public struct TrackingSettings: Equatable, Sendable, Codable {
  /// Regions of one cluster closer than this fraction of the picture's shorter side are one track, > 0; nil: each
  /// cluster is one track.
  public var separation: Double?
  /// The minimum fraction of the picture for a separate track, 0…1.
  public var minArea: Double
  /// After a network restart a region continues a track only if their overlap is at least this fraction of the
  /// smaller one, 0…1.
  public var overlap: Double

  /// - Precondition: values are in their ranges.
  public init(separation: Double? = nil, minArea: Double = 0.006, overlap: Double = 0.25) {
    precondition(separation.map { $0 > 0 } ?? true && (0...1).contains(minArea) && (0...1).contains(overlap))
    self.separation = separation
    self.minArea = minArea
    self.overlap = overlap
  }

  /// In pixels.
  func separation(at size: PictureSize) -> Int? {
    separation.map { Int(($0 * Double(min(size.width, size.height))).rounded(.up)) }
  }

  /// In pixels, ≥ 1.
  func minArea(at size: PictureSize) -> Int { max(1, Int((minArea * Double(size.count)).rounded())) }
}

extension TrackingSettings {
  private enum CodingKeys: CodingKey {
    case separation
    case minArea
    case overlap
  }

  /// Decodes and validates the values.
  ///
  /// - Throws: `DecodingError`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let separation = try container.decodeIfPresent(Double.self, forKey: .separation)
    let minArea = try container.decode(Double.self, forKey: .minArea)
    let overlap = try container.decode(Double.self, forKey: .overlap)
    guard separation.map({ $0 > 0 && $0 <= 1000 }) ?? true, (0...1).contains(minArea), (0...1).contains(overlap) else {
      throw DecodingError.dataCorruptedError(
        forKey: .separation, in: container, debugDescription: "settings outside of their ranges")
    }
    self.init(separation: separation, minArea: minArea, overlap: overlap)
  }
}
