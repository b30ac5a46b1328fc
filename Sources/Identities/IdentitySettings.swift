import Imaging

/// How clusters become identities.
package struct IdentitySettings: Equatable, Sendable, Codable {
  /// Regions of one cluster that are nearer to each other than this share of the picture's shorter side have one
  /// identity, > 0; nil: a cluster is one identity wherever it is.
  package var separation: Double?
  /// A region needs this share of the picture to be an identity of its own, 0…1.
  package var smallest: Double
  /// After a new start of the network a region continues an identity only if they share at least this part of the
  /// smaller one, 0…1.
  package var overlap: Double

  package init(separation: Double? = nil, smallest: Double = 0.006, overlap: Double = 0.25) {
    precondition(separation.map { $0 > 0 } ?? true && (0...1).contains(smallest) && (0...1).contains(overlap))
    self.separation = separation
    self.smallest = smallest
    self.overlap = overlap
  }

  /// In pixels.
  func separation(at size: Size) -> Int? {
    separation.map { Int(($0 * Double(min(size.width, size.height))).rounded(.up)) }
  }

  /// In pixels, ≥ 1.
  func smallestArea(at size: Size) -> Int { max(1, Int((smallest * Double(size.count)).rounded())) }
}

extension IdentitySettings {
  private enum CodingKeys: CodingKey {
    case separation
    case smallest
    case overlap
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let separation = try container.decodeIfPresent(Double.self, forKey: .separation)
    let smallest = try container.decode(Double.self, forKey: .smallest)
    let overlap = try container.decode(Double.self, forKey: .overlap)
    guard separation.map({ $0 > 0 && $0 <= 1000 }) ?? true, (0...1).contains(smallest), (0...1).contains(overlap) else {
      throw DecodingError.dataCorruptedError(
        forKey: .separation, in: container, debugDescription: "settings outside of their ranges")
    }
    self.init(separation: separation, smallest: smallest, overlap: overlap)
  }
}
