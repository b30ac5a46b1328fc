import Imaging

/// A tracker read from a checkpoint holds its invariants, whatever the file says, or is not read at all.
extension IdentityTracker: Codable {
  private enum CodingKeys: CodingKey {
    case minimumOverlap
    case issued
    case generations
    case previous
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let minimumOverlap = try container.decode(Double.self, forKey: .minimumOverlap)
    guard (0...1).contains(minimumOverlap) else {
      throw DecodingError.dataCorruptedError(
        forKey: .minimumOverlap, in: container, debugDescription: "\(minimumOverlap) is not a share, 0…1")
    }
    self.init(minimumOverlap: minimumOverlap)
    issued = try container.decode(Int.self, forKey: .issued)
    generations = try container.decode([Generation].self, forKey: .generations)
    previous = try container.decodeIfPresent(LabelMap.self, forKey: .previous)
    guard isConsistent else {
      throw DecodingError.dataCorruptedError(
        forKey: .generations, in: container, debugDescription: "the identities contradict each other")
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(minimumOverlap, forKey: .minimumOverlap)
    try container.encode(issued, forKey: .issued)
    try container.encode(generations, forKey: .generations)
    try container.encodeIfPresent(previous, forKey: .previous)
  }

  /// Whether every number has been handed out and no generation uses one twice.
  private var isConsistent: Bool {
    (0...Self.limit).contains(issued)
      && generations.count <= Self.rememberedGenerations
      && Set(generations.map(\.number)).count == generations.count
      && generations.allSatisfy { generation in
        let used = generation.identities.filter { $0 != 0 }
        return Set(used).count == used.count && used.allSatisfy { $0 <= issued } && generation.identities.count <= 65536
      }
      && (previous?.labels.allSatisfy { (1...max(1, issued)).contains(Int($0)) } ?? true)
  }
}
