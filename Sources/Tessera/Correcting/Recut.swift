import Labels
import Pipeline

/// The shots of a film after corrections of its cuts, and the frames that must be segmented anew.
struct Recut: Equatable, Sendable {
  /// In the order of the film, without a cut within each.
  private(set) var visits: [(shot: Int, frames: Range<Int>)]
  /// The shots before, as far as they changed.
  private(set) var formerShots: Set<Int> = []
  /// Why shots are segmented anew, by their new numbers.
  private(set) var causes: [Int: [PlacedCorrection]] = [:]
  private let former: [(shot: Int, frames: Range<Int>)]

  static func == (a: Recut, b: Recut) -> Bool {
    a.visits.elementsEqual(b.visits) { $0 == $1 } && a.formerShots == b.formerShots
  }

  /// - Parameters:
  ///   - corrections: new ones; those that do not change shots are ignored.
  /// - Throws: ``CorrectionError``.
  init(_ timeline: ShotTimeline, _ corrections: [PlacedCorrection]) throws(CorrectionError) {
    visits = timeline.visits.map { ($0.shot, $0.frames) }
    former = visits
    for placed in corrections {
      switch placed.correction {
      case .cut(let seconds): try cut(at: seconds, placed, timeline)
      case .notACut(let seconds): try join(at: seconds, placed, timeline)
      default: break
      }
    }
    // A shot whose frames are the same as before keeps its labels.
    let touched = Set(causes.keys).filter { shot in
      !visits.filter { $0.shot == shot }.elementsEqual(former.filter { $0.shot == shot }) { $0 == $1 }
    }
    causes = causes.filter { touched.contains($0.key) }
    formerShots = Set(
      former.filter { old in visits.contains { touched.contains($0.shot) && $0.frames.overlaps(old.frames) } }
        .map(\.shot))
  }

  /// The frames to segment, in order.
  var ranges: [FrameRange] {
    visits.filter { causes[$0.shot] != nil }.map { FrameRange(shot: $0.shot, frames: $0.frames, use: .labels) }
  }

  private mutating func cut(
    at seconds: Double, _ placed: PlacedCorrection, _ timeline: ShotTimeline
  ) throws(CorrectionError) {
    guard let frame = timeline.beginnings[seconds] else {
      throw .timeOutside(place: placed.place, seconds: seconds, first: timeline.first, last: timeline.last)
    }
    guard let place = visits.firstIndex(where: { $0.frames.contains(frame) }), visits[place].frames.lowerBound < frame
    else { throw .cutThere(place: placed.place, seconds: seconds) }
    let (shot, frames) = visits[place]
    let new = 1 + (visits + former).reduce(0) { max($0, $1.shot) }
    // Later visits return to what the shot showed last.
    for later in visits.indices where later > place && visits[later].shot == shot { visits[later].shot = new }
    visits[place].frames = frames.lowerBound..<frame
    visits.insert((new, frame..<frames.upperBound), at: place + 1)
    note(placed, [shot, new])
  }

  private mutating func join(
    at seconds: Double, _ placed: PlacedCorrection, _ timeline: ShotTimeline
  ) throws(CorrectionError) {
    let cuts = visits.dropFirst().compactMap { visit in
      timeline.visits.first { $0.frames.lowerBound == visit.frames.lowerBound }.map {
        ($0.frames.lowerBound, $0.seconds)
      }
    }
    let nearest = cuts.min { abs($0.1 - seconds) < abs($1.1 - seconds) }
    guard let nearest, abs(nearest.1 - seconds) <= timeline.usualSeconds + ShotTimeline.tolerance,
      let place = visits.firstIndex(where: { $0.frames.lowerBound == nearest.0 }), place > 0
    else { throw .noCut(place: placed.place, seconds: seconds, nearest: nearest?.1) }
    let (kept, gone) = (visits[place - 1].shot, visits[place].shot)
    for visit in visits.indices where visits[visit].shot == gone { visits[visit].shot = kept }
    visits = visits.reduce(into: []) { joined, visit in
      if let last = joined.last, last.shot == visit.shot {
        joined[joined.count - 1].frames = last.frames.lowerBound..<visit.frames.upperBound
      } else {
        joined.append(visit)
      }
    }
    causes[kept, default: []] += causes.removeValue(forKey: gone) ?? []
    note(placed, [kept])
  }

  private mutating func note(_ placed: PlacedCorrection, _ shots: [Int]) {
    for shot in shots { causes[shot, default: []].append(placed) }
  }

  /// The shot of a frame.
  func shot(of frame: Int) -> Int { visits.first { $0.frames.contains(frame) }?.shot ?? 0 }
}
