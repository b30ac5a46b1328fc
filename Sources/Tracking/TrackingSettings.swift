import Imaging

/// How clusters become tracks.
package struct TrackingSettings: Equatable, Sendable, Codable {
  /// Regions of one cluster that are nearer to each other than this share of the picture's shorter side have one
  /// track, > 0; nil: a cluster is one track wherever it is.
  package var separation: Double?
  /// A region needs this share of the picture to be a track of its own, 0…1.
  package var minArea: Double
  /// After a new start of the network a region continues a track only if they share at least this part of the
  /// smaller one, 0…1.
  package var overlap: Double

  package init(separation: Double? = nil, minArea: Double = 0.006, overlap: Double = 0.25) {
    precondition(separation.map { $0 > 0 } ?? true && (0...1).contains(minArea) && (0...1).contains(overlap))
    self.separation = separation
    self.minArea = minArea
    self.overlap = overlap
  }

  /// In pixels.
  func separation(at size: Size) -> Int? {
    separation.map { Int(($0 * Double(min(size.width, size.height))).rounded(.up)) }
  }

  /// In pixels, ≥ 1.
  func minArea(at size: Size) -> Int { max(1, Int((minArea * Double(size.count)).rounded())) }
}

extension TrackingSettings {
  private enum CodingKeys: CodingKey {
    case separation
    case minArea
    case overlap
  }

  package init(from decoder: any Decoder) throws {
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
