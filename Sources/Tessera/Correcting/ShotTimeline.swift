import Labels
import Media

/// The shots of saved labels in the order of the film, the levels of their cuts, and the frames of some times. Its memory
/// grows with the shots.
struct ShotTimeline: Sendable {
  struct Visit: Equatable, Sendable {
    let shot: Int
    var frames: Range<Int>
    /// The time of the first frame.
    let seconds: Double
  }

  /// The frame that is shown at a time.
  struct Moment: Equatable, Sendable {
    let frame, shot: Int
    let level: Float
  }

  /// In the order of the film, without a cut within each.
  private(set) var visits: [Visit] = []
  /// By shot: the distinct levels, ascending.
  private(set) var levels: [Int: [Float]] = [:]
  /// By time in seconds; none for times without a frame.
  private(set) var moments: [Double: Moment] = [:]
  /// By time in seconds: the first frame that is not earlier.
  private(set) var beginnings: [Double: Int] = [:]
  private(set) var (first, last) = (0.0, 0.0)
  private(set) var frames = 0
  /// From a frame to the next one, at the end of the film.
  private(set) var usualSeconds = 0.04

  /// Half a millisecond: times may be copied from tables that are rounded.
  static let tolerance = 0.0005

  /// - Parameters:
  ///   - path: of the index.
  ///   - times: in seconds, of which the frames are wanted.
  /// - Throws: `MediaError`, also if the index has no shots or levels.
  init(index path: String, times: some Sequence<Double>) throws(MediaError) {
    var index = try FrameIndex(path: path)
    var waiting = Set(times).sorted()[...]
    var upcoming = waiting
    var previous: (moment: Moment, seconds: Double)?
    var found: [Int: Set<Float>] = [:]
    while let row = try index.next() {
      guard row.index == frames, let shot = row.shot, let level = row.level else {
        throw .badLabelFile(path: path, line: index.line, reason: "it is not frame \(frames), or has no shot or level")
      }
      let seconds = row.time.seconds
      if let previous {
        while let time = waiting.first, time < seconds - Self.tolerance {
          if time >= first - Self.tolerance { moments[time] = previous.moment }
          waiting.removeFirst()
        }
        usualSeconds = max(0, seconds - previous.seconds)
      } else {
        first = seconds
        waiting = waiting.drop { $0 < seconds - Self.tolerance }
      }
      while let time = upcoming.first, time <= seconds + Self.tolerance {
        if previous != nil || time >= seconds - Self.tolerance { beginnings[time] = frames }
        upcoming.removeFirst()
      }
      if visits.last?.shot == shot {
        visits[visits.count - 1].frames = visits[visits.count - 1].frames.lowerBound..<(frames + 1)
      } else {
        visits.append(Visit(shot: shot, frames: frames..<(frames + 1), seconds: seconds))
      }
      found[shot, default: []].insert(level)
      previous = (Moment(frame: frames, shot: shot, level: level), seconds)
      last = seconds
      frames += 1
    }
    guard let previous else { throw .badLabelFile(path: path, line: 2, reason: "it has no frame") }
    for time in waiting where time <= last + usualSeconds + Self.tolerance { moments[time] = previous.moment }
    levels = found.mapValues { $0.sorted() }
  }

  /// The shot of a frame; nil if there is no such frame.
  func shot(of frame: Int) -> Int? {
    var (low, high) = (0, visits.count)
    while low < high {
      let middle = (low + high) / 2
      if visits[middle].frames.upperBound <= frame { low = middle + 1 } else { high = middle }
    }
    return low < visits.count && visits[low].frames.contains(frame) ? visits[low].shot : nil
  }

  /// The frames of a shot in words: `frames 10…19, 40…49`.
  func words(of shot: Int) -> String {
    let parts = visits.filter { $0.shot == shot }.map { "\($0.frames.lowerBound)…\($0.frames.upperBound - 1)" }
    return "frames " + parts.prefix(3).joined(separator: ", ") + (parts.count > 3 ? " …" : "")
  }
}
