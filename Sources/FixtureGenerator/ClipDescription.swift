import Imaging

/// The contents of the clip, as written to `shapes.json`. Frame numbers count from 0, and `last` is included.
struct ClipDescription: Encodable {
  struct Span: Encodable {
    var first: Int
    var last: Int
  }

  struct Shot: Encodable {
    var scene: String
    var first: Int
    var last: Int
  }

  enum EventKind: String, Encodable {
    /// The first frame in which it is in the picture.
    case enter
    /// The first frame in which it is no longer in the picture: it moved out, or the shot ended.
    case leave
    /// The first frame in which less than half of its part in the picture is visible.
    case occluded
    /// The first frame in which it is in the picture again, or half of it is visible again.
    case `return`
  }

  struct Event: Encodable {
    var frame: Int
    var event: EventKind
  }

  struct IdentityEntry: Encodable {
    /// The value of its pixels in the truth.
    var identity: UInt16
    var name: String
    var first: Int
    var last: Int
    /// The frames in which it has at least one pixel.
    var seen: [Span]
    var events: [Event]
    /// Its maximum number of pixels in a frame.
    var largestArea: Int
  }

  var width: Int
  var height: Int
  var fps = Recipe.rate
  var frames: Int
  var shots: [Shot]
  var identities: [IdentityEntry]
}

/// Builds the description of the identities from the truth, frame by frame.
struct Chronicle {
  private enum Presence { case away, visible, hidden }

  private var presences: [Identity: Presence] = [:]
  private var entries: [Identity: ClipDescription.IdentityEntry] = [:]

  mutating func add(_ rendering: Rendering, frame: Int) {
    let areas = Dictionary(uniqueKeysWithValues: rendering.truth.areas().map { ($0.label, $0.area) })
    for identity in Identity.allCases {
      let area = areas[identity.rawValue] ?? 0
      let unhidden = rendering.unhiddenAreas[identity] ?? 0
      let presence: Presence = unhidden == 0 ? .away : 2 * area < unhidden ? .hidden : .visible
      note(identity, area: area, event: event(from: presences[identity], to: presence), frame: frame)
      if presence != .away || presences[identity] != nil { presences[identity] = presence }
    }
  }

  func description(of clip: Clip, size: PictureSize) -> ClipDescription {
    ClipDescription(
      width: size.width, height: size.height, frames: clip.frameCount,
      shots: clip.shots.map { shot in
        .init(scene: shot.scene.name, first: shot.frames.lowerBound, last: shot.frames.upperBound - 1)
      },
      identities: Identity.allCases.compactMap { entries[$0] })
  }

  /// - Parameter old: nil if it was never in the picture.
  private func event(from old: Presence?, to new: Presence) -> ClipDescription.EventKind? {
    switch (old, new) {
    case (nil, .away): nil
    case (nil, _): .enter
    case (.visible, .hidden): .occluded
    case (.visible, .away), (.hidden, .away): .leave
    case (.away, .visible), (.away, .hidden), (.hidden, .visible): .return
    default: nil
    }
  }

  private mutating func note(_ identity: Identity, area: Int, event: ClipDescription.EventKind?, frame: Int) {
    guard area > 0 || event != nil else { return }
    var entry =
      entries[identity]
      ?? .init(
        identity: identity.rawValue, name: identity.name, first: frame, last: frame, seen: [], events: [],
        largestArea: 0)
    if let event { entry.events.append(.init(frame: frame, event: event)) }
    if area > 0 {
      entry.last = frame
      entry.largestArea = max(entry.largestArea, area)
      if let span = entry.seen.last, span.last == frame - 1 {
        entry.seen[entry.seen.count - 1].last = frame
      } else {
        entry.seen.append(.init(first: frame, last: frame))
      }
    }
    entries[identity] = entry
  }
}
