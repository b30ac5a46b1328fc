import Imaging

/// The shots of a video as they follow each other, with exact times.
package struct CutList: Sendable {
  package struct Shot: Equatable, Sendable {
    /// A shot that returns has the number of its first appearance.
    package let number: Int
    /// The place of its first frame, from 0.
    package let firstFrame: Int
    package fileprivate(set) var frames: Int
    package let start: MediaTime
    /// The start of the next shot; of the last one, the end of its last frame.
    package fileprivate(set) var end: MediaTime
  }

  /// Grows with the number of cuts.
  package private(set) var shots: [Shot] = []
  /// The length of a frame that none follows, in ticks.
  private var usualTicks: Int64
  private var last: MediaTime?

  /// - Parameters:
  ///   - timeBase: of all times.
  ///   - frameRate: frames per second, if known.
  package init(timeBase: Rational, frameRate: Rational?) {
    let rate = frameRate?.value ?? 25
    usualTicks = max(1, Int64(clamping: 1 / (rate * max(timeBase.value, 1e-12))))
  }

  /// Adds a frame. Times are in one time base.
  package mutating func add(frame: Int, at time: MediaTime, shot: Int) {
    if let last {
      let (ticks, overflow) = time.ticks.subtractingReportingOverflow(last.ticks)
      if !overflow, ticks > 0 { usualTicks = ticks }
    }
    last = time
    let end = MediaTime(ticks: time.ticks.addingReportingOverflow(usualTicks).partialValue, timeBase: time.timeBase)
    if let current = shots.last, current.number == shot {
      shots[shots.count - 1].frames += 1
      shots[shots.count - 1].end = end
      return
    }
    if !shots.isEmpty { shots[shots.count - 1].end = time }
    shots.append(Shot(number: shot, firstFrame: frame, frames: 1, start: time, end: end))
  }
}

extension Int64 {
  /// A rounded number; the nearest possible one if it is too large, 0 for not a number.
  fileprivate init(clamping value: Double) {
    self = value.isNaN ? 0 : value >= 9e18 ? .max : value <= -9e18 ? .min : Int64(value.rounded())
  }
}
