import Imaging

/// When every identity was seen and how much of it: the table of contents of the labels.
///
/// It grows with the number of identities, not with the number of frames.
package struct Ledger: Equatable, Sendable {
  /// What is known of one identity.
  package struct Entry: Equatable, Sendable, Codable {
    /// 1…65535
    package let identity: UInt16
    /// The first frame with a pixel of this identity, from 0, and its time in seconds.
    package internal(set) var firstIndex: Int
    package internal(set) var firstSeconds: Double
    /// The last one.
    package internal(set) var lastIndex: Int
    package internal(set) var lastSeconds: Double
    /// The number of pixels in all frames together.
    package internal(set) var area: Int
    /// The number of frames with a pixel of this identity.
    package internal(set) var frames: Int
  }

  /// One entry for every identity that has been seen, in ascending order.
  package private(set) var entries: [Entry] = []

  package init() {}

  /// Enters one frame's identities. Pixels with identity 0, "no label", do not count.
  ///
  /// - Parameters:
  ///   - index: the place of the frame among those segmented, from 0; every frame is recorded once.
  ///   - seconds: its presentation time.
  package mutating func record(_ map: LabelMap, index: Int, seconds: Double) {
    for (identity, area) in map.areas() where identity != 0 {
      let place = place(of: identity)
      guard place < entries.count, entries[place].identity == identity else {
        entries.insert(
          Entry(
            identity: identity, firstIndex: index, firstSeconds: seconds, lastIndex: index, lastSeconds: seconds,
            area: area, frames: 1),
          at: place)
        continue
      }
      if index < entries[place].firstIndex {
        entries[place].firstIndex = index
        entries[place].firstSeconds = seconds
      }
      if index > entries[place].lastIndex {
        entries[place].lastIndex = index
        entries[place].lastSeconds = seconds
      }
      entries[place].area += area
      entries[place].frames += 1
    }
  }

  /// What is known of `identity`; nil if it has not been seen.
  package subscript(identity: UInt16) -> Entry? {
    let place = place(of: identity)
    return place < entries.count && entries[place].identity == identity ? entries[place] : nil
  }

  /// The place of the first entry whose identity is not below the given one.
  private func place(of identity: UInt16) -> Int {
    var (low, high) = (0, entries.count)
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].identity < identity { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

extension Ledger: Codable {
  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    entries = try container.decode([Entry].self)
    guard zip(entries, entries.dropFirst()).allSatisfy({ $0.identity < $1.identity }) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "identities out of order")
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(entries)
  }
}
