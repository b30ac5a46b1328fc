import CFFmpeg
import Imaging

/// Presentation times: a frame has the file's time (FFmpeg's best effort), unchanged. A frame without a time follows
/// the previous one by its duration. Times that repeat or go backwards are kept and counted as damage.
struct PresentationClock {
  private let timeBase: Rational
  /// For frames without a duration, in ticks.
  private let usualDuration: Int64
  private var last: (ticks: Int64, duration: Int64)?
  /// Frames without a time. Not damage: raw streams never have times, and some AVI and MPEG frames do not.
  private(set) var unstamped = 0

  init(_ stream: UnsafeMutablePointer<AVStream>) {
    let stream = stream.pointee
    timeBase = Rational(stream.time_base) ?? Rational(1, 1)
    let rate = stream.avg_frame_rate
    usualDuration =
      rate.num > 0 && rate.den > 0
      ? max(1, av_rescale_q(1, AVRational(num: rate.den, den: rate.num), stream.time_base)) : 1
  }

  /// Forgets the previous frame, after a seek.
  mutating func restart() { last = nil }

  /// - Parameters:
  ///   - stamp: the frame's time stamp; nil if missing.
  ///   - duration: in ticks; 0 if unknown.
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
