import Imaging

/// The colors of the tracks: those chosen for them (``RegionColors``), else the standard ones.
///
/// Copy-on-write.
package struct Palette: Equatable, Sendable {
  /// The standard colors, which depend on the track ID only.
  package static let standard = Palette()

  /// The chosen colors; none for 0.
  private var chosen: [UInt16: RGBColor] = [:]

  private init() {}

  /// Chosen colors by track ID; a color of 0, "no label", is ignored.
  package init(_ colors: [UInt16: RGBColor]) {
    chosen = colors
    chosen[0] = nil
  }

  /// The color of a track; black for 0, "no label".
  package func color(of trackID: UInt16) -> RGBColor { chosen[trackID] ?? StandardColors.color(of: trackID) }

  /// Whether a color was chosen for the track.
  package func contains(_ trackID: UInt16) -> Bool { chosen[trackID] != nil }

  /// The number of tracks for which a color was chosen, 0…65535.
  package var count: Int { chosen.count }

  /// 256 colors for a palette image: black for 0, then those of track IDs 1…255.
  package var colors: [RGBColor] { (0...255).map(color(of:)) }

  /// Sets the color of a track that has none.
  mutating func choose(_ color: RGBColor, for trackID: UInt16) {
    precondition(trackID > 0 && chosen[trackID] == nil, "the color of track ID \(trackID) is fixed")
    chosen[trackID] = color
  }
}

/// Encoded as track IDs in ascending order, and three bytes (R G B) for each.
extension Palette: Codable {
  private enum CodingKeys: CodingKey {
    case trackIDs
    case bytes
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let trackIDs = try container.decode([UInt16].self, forKey: .trackIDs)
    let bytes = try container.decode([UInt8].self, forKey: .bytes)
    guard bytes.count == 3 * trackIDs.count, !trackIDs.contains(0),
      zip(trackIDs, trackIDs.dropFirst()).allSatisfy({ $0 < $1 })
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .bytes, in: container, debugDescription: "the colors do not match the track IDs")
    }
    for (index, trackID) in trackIDs.enumerated() {
      chosen[trackID] = RGBColor(red: bytes[3 * index], green: bytes[3 * index + 1], blue: bytes[3 * index + 2])
    }
  }

  package func encode(to encoder: any Encoder) throws {
    let entries = chosen.sorted { $0.key < $1.key }
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(entries.map(\.key), forKey: .trackIDs)
    try container.encode(entries.flatMap { [$0.value.red, $0.value.green, $0.value.blue] }, forKey: .bytes)
  }
}
