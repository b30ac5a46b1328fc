import Labels
import Media

/// The shots of a video, from its index, before the frames are read.
struct ShotList: Sendable {
  struct Shot: Sendable {
    let number: Int
    /// The number of its frames.
    var frames = 0
    /// How often it is on: once, and again after each return.
    var appearances = 0
    /// The longest of these.
    var longest = 0..<0
  }

  /// A part of the video with one shot.
  struct Run: Sendable {
    let shot: Int
    var frames: Range<Int>
  }

  /// The most shots with a poster, and the most runs on the timeline.
  private static let (maxPosters, maxRuns) = (60, 400)

  /// By number.
  private(set) var shots: [Int: Shot] = [:]
  /// In order; after the first 400 the last one has all others.
  private(set) var runs: [Run] = []
  private(set) var frames = 0

  /// - Parameter count: the number of label maps, for labels without shots.
  /// - Throws: `MediaError`.
  init(index path: String?, count: Int) throws(MediaError) {
    if let path {
      var index = try FrameIndex(path: path)
      while let row = try index.next() { add(shot: row.shot ?? 0) }
    } else {
      for _ in 0..<count { add(shot: 0) }
    }
    endRun()
  }

  private var current: Run?

  private mutating func add(shot: Int) {
    if let current, current.shot == shot {
      self.current?.frames = current.frames.lowerBound..<frames + 1
    } else {
      endRun()
      current = Run(shot: shot, frames: frames..<frames + 1)
    }
    frames += 1
  }

  private mutating func endRun() {
    guard let run = current else { return }
    current = nil
    var shot = shots[run.shot] ?? Shot(number: run.shot)
    shot.frames += run.frames.count
    shot.appearances += 1
    if run.frames.count > shot.longest.count { shot.longest = run.frames }
    shots[run.shot] = shot
    if runs.count < Self.maxRuns {
      runs.append(run)
    } else {
      runs[runs.count - 1].frames = runs[runs.count - 1].frames.lowerBound..<run.frames.upperBound
    }
  }

  /// The shots with a poster, the one in the middle of their longest appearance, in the order of the video. Of many, the
  /// longest shots.
  var posters: [Shot] {
    shots.values.sorted { ($1.frames, $0.number) < ($0.frames, $1.number) }.prefix(Self.maxPosters)
      .sorted { $0.longest.lowerBound < $1.longest.lowerBound }
  }
}

extension ShotList.Shot {
  /// The frame of its poster.
  var poster: Int { (longest.lowerBound + longest.upperBound) / 2 }
}
