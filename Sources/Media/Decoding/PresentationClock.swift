import CFFmpeg
import Imaging

/// The rule for presentation times: a frame has the time that the file gives it, in FFmpeg's best-effort reading, whatever
/// it is. One without a time follows the frame before at its duration. Times that repeat or go backwards are kept, for
/// they are what the file says, and count as damage.
struct PresentationClock {
  private let timeBase: Rational
  /// For frames that do not say how long they are, in ticks.
  private let usualDuration: Int64
  private var last: (ticks: Int64, duration: Int64)?
  /// How many frames had no time: no damage, for raw streams never have one, and some in AVI and MPEG do not.
  private(set) var unstamped = 0

  init(_ stream: UnsafeMutablePointer<AVStream>) {
    let stream = stream.pointee
    timeBase = Rational(stream.time_base) ?? Rational(1, 1)
    let rate = stream.avg_frame_rate
    usualDuration =
      rate.num > 0 && rate.den > 0
      ? max(1, av_rescale_q(1, AVRational(num: rate.den, den: rate.num), stream.time_base)) : 1
  }

  /// Forgets the frame before, behind a jump.
  mutating func restart() { last = nil }

  /// - Parameters:
  ///   - stamp: what the frame says; nil for nothing.
  ///   - duration: in ticks; 0 where unknown.
  /// - Returns: the frame's time in ticks.
  mutating func time(stamp: Int64?, duration: Int64, _ damage: inout Damage) -> Int64 {
    let ticks = stamp ?? last.map { $0.ticks.addingReportingOverflow($0.duration).partialValue } ?? 0
    let time = MediaTime(ticks: ticks, timeBase: timeBase)
    if stamp == nil {
      unstamped += 1
    } else if let last, ticks <= last.ticks {
      damage.add(ticks == last.ticks ? .timeRepeated : .timeBackwards, at: time)
    }
    last = (ticks, duration > 0 ? duration : usualDuration)
    return ticks
  }
}
