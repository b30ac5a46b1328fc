import Imaging
import Motion

/// Decoding validates the invariants, so that a damaged checkpoint is rejected.
extension TrackAssigner: Codable {
  private enum CodingKeys: CodingKey {
    case settings
    case members
    case shots
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(try container.decode(TrackingSettings.self, forKey: .settings))
    members = try container.decode([Member].self, forKey: .members)
    shots = try container.decode(ShotMemory<ShotTracks>.self, forKey: .shots)
    guard isConsistent else {
      throw DecodingError.dataCorruptedError(
        forKey: .members, in: container, debugDescription: "the tracks are inconsistent")
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(settings, forKey: .settings)
    try container.encode(members, forKey: .members)
    try container.encode(shots, forKey: .shots)
  }

  /// Validates decoded state for these settings and maps of the given size.
  package func isConsistent(with settings: TrackingSettings, for size: PictureSize) -> Bool {
    self.settings == settings && shots.allSatisfy { $0.trackIDs.size == size }
  }

  /// Whether every number in a map was assigned.
  private var isConsistent: Bool {
    members.count <= Self.limit && shots.isConsistent
      && members.allSatisfy { $0.x.isFinite && $0.y.isFinite }
      && shots.allSatisfy { shot in
        shot.trackIDs.size == shot.earlier.size
          && shot.trackIDs.labels.allSatisfy { $0 > 0 && Int($0) <= members.count }
          && shot.earlier.labels.allSatisfy { Int($0) <= members.count }
      }
  }
}
