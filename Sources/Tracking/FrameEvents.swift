import Imaging
import Motion

/// The changes of tracks from one frame to the next, at the working size. A track is present from one pixel on.
package struct FrameEvents: Equatable, Sendable {
  /// A track seen for the first time.
  package struct Birth: Equatable, Sendable {
    package let trackID: UInt16
    /// The track that held more than half of its pixels in the previous frame, along the motion; nil if none did.
    package let splitFrom: UInt16?

    package init(_ trackID: UInt16, splitFrom: UInt16? = nil) {
      self.trackID = trackID
      self.splitFrom = splitFrom
    }
  }

  /// A track that was present in the previous frame only. It may return.
  package struct Death: Equatable, Sendable {
    package let trackID: UInt16
    /// The track that now holds more than half of its last pixels, along the motion; nil if none does.
    package let mergedInto: UInt16?

    package init(_ trackID: UInt16, mergedInto: UInt16? = nil) {
      self.trackID = trackID
      self.mergedInto = mergedInto
    }
  }

  /// As in ``FrameCorrespondence/shot``.
  package let shot: Int
  /// As in ``FrameCorrespondence/change``; nil if the motion is unknown, as of labels of another program.
  package let change: Double?
  /// The fraction, 0…1, of followed pixels whose track changed from the previous frame; nil after a cut, where none
  /// is followed.
  package let flicker: Double?
  /// In ascending order, as are the others.
  package let births: [Birth]
  package let deaths: [Death]
  /// Tracks present before, but not in the previous frame.
  package let returns: [UInt16]

  package init(
    shot: Int = 0, change: Double? = nil, flicker: Double? = nil, births: [Birth] = [], deaths: [Death] = [],
    returns: [UInt16] = []
  ) {
    self.shot = shot
    self.change = change
    self.flicker = flicker
    self.births = births
    self.deaths = deaths
    self.returns = returns
  }
}

/// Derives the events of tracks, frame by frame.
///
/// A value type. Its memory grows with the number of tracks, not with the number of frames.
package struct EventTracker: Equatable, Sendable, Codable {
  private var known: Set<UInt16> = []
  /// The number of pixels of every track in the last frame.
  private var areas: [UInt16: Int] = [:]
  private var last: LabelMap?
  private var shot: Int?

  package init() {}

  /// Validates decoded state for maps of the given size.
  package func isConsistent(for size: PictureSize) -> Bool {
    last.map { $0.size == size } ?? true && areas.allSatisfy { $0.key > 0 && (1...size.count).contains($0.value) }
  }

  /// Nothing of the next frame follows from the last one: there is a cut between them.
  package mutating func cut() { last = nil }

  /// The events of the next frame.
  ///
  /// - Parameters:
  ///   - map: its track IDs.
  ///   - correspondence: its relation to earlier frames. After a cut nothing is split or merged, also if a shot
  ///     returns: the previous frame shows something else.
  package mutating func next(_ map: LabelMap, correspondence: FrameCorrespondence) -> FrameEvents {
    let before = areas
    areas = [:]
    for (trackID, area) in map.areas() where trackID != 0 { areas[trackID] = area }
    let present = areas.keys.sorted()
    let born = present.filter { !known.contains($0) }
    let gone = before.keys.filter { areas[$0] == nil }.sorted()
    let returned = present.filter { known.contains($0) && before[$0] == nil }

    var relations: TrackRelations?
    if let last, let backward = correspondence.backward, shot == correspondence.shot, last.size == map.size {
      relations = TrackRelations(last, map, backward: backward, born: born, gone: gone)
    }
    known.formUnion(born)
    last = map
    shot = correspondence.shot
    return FrameEvents(
      shot: correspondence.shot, change: correspondence.change, flicker: relations?.flicker,
      births: born.map { .init($0, splitFrom: relations?.track(thatSplitInto: $0, area: areas[$0] ?? 0)) },
      deaths: gone.map { .init($0, mergedInto: relations?.track(thatAbsorbed: $0, area: before[$0] ?? 0)) },
      returns: returned)
  }
}

/// Counts which tracks followed pixels left and entered between two frames of one shot.
private struct TrackRelations {
  /// As in ``FrameEvents/flicker``.
  private(set) var flicker: Double?
  /// For every born track, the previous tracks of its pixels.
  private var splitVotes: [UInt16: [UInt16: Int]] = [:]
  /// For every track that is gone, those that its pixels have now.
  private var mergeVotes: [UInt16: [UInt16: Int]] = [:]

  init(_ earlier: LabelMap, _ later: LabelMap, backward: [Int32], born: [UInt16], gone: [UInt16]) {
    let isBorn = Self.members(born)
    let isGone = Self.members(gone)
    var (followed, changes) = (0, 0)
    for (n, index) in backward.enumerated() where index >= 0 {
      let (old, new) = (earlier.labels[Int(index)], later.labels[n])
      guard old != 0, new != 0 else { continue }
      followed += 1
      guard old != new else { continue }
      changes += 1
      if isBorn[Int(new)] { splitVotes[new, default: [:]][old, default: 0] += 1 }
      if isGone[Int(old)] { mergeVotes[old, default: [:]][new, default: 0] += 1 }
    }
    flicker = followed > 0 ? Double(changes) / Double(followed) : nil
  }

  func track(thatSplitInto trackID: UInt16, area: Int) -> UInt16? { Self.majority(splitVotes[trackID], of: area) }

  func track(thatAbsorbed trackID: UInt16, area: Int) -> UInt16? { Self.majority(mergeVotes[trackID], of: area) }

  private static func members(_ trackIDs: [UInt16]) -> [Bool] {
    var isMember = [Bool](repeating: false, count: Int(UInt16.max) + 1)
    for trackID in trackIDs { isMember[Int(trackID)] = true }
    return isMember
  }

  /// Where the picture grows, one pixel is followed to several: the votes can then be more than the area.
  private static func majority(_ votes: [UInt16: Int]?, of area: Int) -> UInt16? {
    guard let votes else { return nil }
    let all = max(area, votes.values.reduce(0, +))
    return votes.first { 2 * $0.value > all }?.key
  }
}
