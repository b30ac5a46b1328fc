import Imaging
import Motion

/// Decoding validates the invariants, so that a damaged checkpoint is rejected.
extension TrackAssigner: Codable {
  /// The names in a checkpoint.
  private enum CodingKeys: String, CodingKey {
    case settings
    case tracks = "members"
    case shots
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(try container.decode(TrackingSettings.self, forKey: .settings))
    tracks = try container.decode([Track].self, forKey: .tracks)
    shots = try container.decode(ShotMemory<ShotTracks>.self, forKey: .shots)
    guard isConsistent else {
      throw DecodingError.dataCorruptedError(
        forKey: .tracks, in: container, debugDescription: "the tracks are inconsistent")
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(settings, forKey: .settings)
    try container.encode(tracks, forKey: .tracks)
    try container.encode(shots, forKey: .shots)
  }

  /// Validates decoded state for these settings and maps of the given size.
  package func isConsistent(with settings: TrackingSettings, for size: PictureSize) -> Bool {
    self.settings == settings && shots.allSatisfy { $0.trackIDs.size == size }
  }

  /// Whether every number in a map was assigned.
  private var isConsistent: Bool {
    tracks.count <= Self.limit && shots.isConsistent
      && tracks.allSatisfy { $0.x.isFinite && $0.y.isFinite }
      && shots.allSatisfy { shot in
        shot.trackIDs.size == shot.earlier.size
          && shot.trackIDs.labels.allSatisfy { $0 > 0 && Int($0) <= tracks.count }
          && shot.earlier.labels.allSatisfy { Int($0) <= tracks.count }
      }
  }
}
