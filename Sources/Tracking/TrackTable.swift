import Imaging

/// The history of every track: when and how large it was, what it was split from and merged into.
///
/// It grows with the number of tracks, not with the number of frames.
package struct TrackTable: Equatable, Sendable {
  /// One entry for every track, in ascending order.
  package private(set) var entries: [Entry] = []
  /// The last frame recorded.
  package private(set) var lastIndex: Int?
  /// The origins of born tracks that have no pixel in the recorded maps yet.
  private var pendingSplits: [UInt16: UInt16] = [:]

  /// The number of tracks that appeared and disappeared in one frame.
  package struct Changes: Equatable, Sendable {
    /// Seen for the first time.
    package var births = 0
    /// In the previous frame, but not in this one.
    package var deaths = 0
    /// Not in the previous frame, but in an earlier one.
    package var returns = 0
  }

  package init() {}

  /// Records the tracks of the next frame. Pixels with track ID 0, "no label", are ignored.
  ///
  /// - Parameters:
  ///   - index: the index of the frame among those segmented, from 0; frames are recorded in order.
  ///   - seconds: its presentation time.
  ///   - events: splits and merges, at the working size. Presence is determined by `map` only, which may lack tracks
  ///     of a pixel or two.
  /// - Returns: changes of the recorded maps: the number of tracks in a frame is that of the previous frame + births
  ///   + returns − deaths.
  @discardableResult
  package mutating func record(
    _ map: LabelMap, index: Int, seconds: Double, events: FrameEvents = FrameEvents()
  ) -> Changes {
    precondition(lastIndex.map { $0 < index } ?? true, "frames must be recorded in order")
    for birth in events.births where self[birth.trackID] == nil { pendingSplits[birth.trackID] = birth.splitFrom }
    var changes = Changes(deaths: entries.count { $0.lastIndex == lastIndex })
    for (trackID, area) in map.areas() where trackID != 0 {
      let position = position(of: trackID)
      guard position < entries.count, entries[position].trackID == trackID else {
        let splitFrom = pendingSplits.removeValue(forKey: trackID).flatMap { self[$0]?.trackID }
        let entry = Entry(
          trackID: trackID, area: area, of: map.size.count, index: index, seconds: seconds, splitFrom: splitFrom)
        entries.insert(entry, at: position)
        changes.births += 1
        continue
      }
      let isReturn = entries[position].lastIndex != lastIndex
      entries[position].extend(area: area, of: map.size.count, index: index, seconds: seconds, isReturn: isReturn)
      if isReturn { changes.returns += 1 } else { changes.deaths -= 1 }
    }
    lastIndex = index
    for death in events.deaths { merge(death.trackID, into: death.mergedInto) }
    for trackID in events.returns { merge(trackID, into: nil) }
    return changes
  }

  private mutating func merge(_ trackID: UInt16, into other: UInt16?) {
    let position = position(of: trackID)
    guard position < entries.count, entries[position].trackID == trackID, hasEnded(entries[position]) else { return }
    entries[position].mergedInto = other.flatMap { self[$0]?.trackID }
  }

  /// Whether a track was absent from the last frame.
  package func hasEnded(_ entry: Entry) -> Bool { entry.lastIndex != lastIndex }

  /// The entry of `trackID`; nil if it was never seen.
  package subscript(trackID: UInt16) -> Entry? {
    let position = position(of: trackID)
    return position < entries.count && entries[position].trackID == trackID ? entries[position] : nil
  }

  /// The index of the first entry whose track ID is not below the given one.
  private func position(of trackID: UInt16) -> Int {
    var (low, high) = (0, entries.count)
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].trackID < trackID { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

extension TrackTable: Codable {
  private enum CodingKeys: CodingKey {
    case entries
    case lastIndex
    case pendingSplits
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    entries = try container.decode([Entry].self, forKey: .entries)
    lastIndex = try container.decodeIfPresent(Int.self, forKey: .lastIndex)
    pendingSplits = try container.decode([UInt16: UInt16].self, forKey: .pendingSplits)
    guard zip(entries, entries.dropFirst()).allSatisfy({ $0.trackID < $1.trackID }), entries.allSatisfy(isConsistent)
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .entries, in: container, debugDescription: "the tracks are inconsistent")
    }
  }

  private func isConsistent(_ entry: Entry) -> Bool {
    guard let lastIndex else { return false }
    return entry.trackID > 0 && entry.firstIndex <= entry.lastIndex && entry.lastIndex <= lastIndex
      && entry.areas.isConsistent && entry.returns.count <= Entry.rememberedReturns
      && entry.returns.count <= entry.returnCount && entry.hasCountsThatCanGrow
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(entries, forKey: .entries)
    try container.encodeIfPresent(lastIndex, forKey: .lastIndex)
    try container.encode(pendingSplits, forKey: .pendingSplits)
  }
}
