import CFFmpeg
import Imaging

/// The average frame rate of a video.
package enum AverageRate {
  /// Higher declared rates are guesses from the time base: browser recordings declare 1000.
  private static let maxRate = 240.0

  /// The rate that the file declares; nil if none.
  static func declared(by stream: UnsafeMutablePointer<AVStream>) -> Rational? {
    [stream.pointee.avg_frame_rate, stream.pointee.r_frame_rate].lazy.compactMap(Rational.init)
      .first { $0.numerator > 0 && $0.value <= maxRate }
  }

  /// The rate measured from the times of all packets; nil for fewer than two.
  ///
  /// - Throws: `MediaError`.
  package static func measure(path: String, options: InputOptions) throws(MediaError) -> Rational? {
    let file = try InputFile(path: path, options: options)
    guard let stream = file.bestVideoStream, let timeBase = Rational(stream.pointee.time_base) else { return nil }
    for other in file.streams { other?.pointee.discard = other == stream ? AVDISCARD_DEFAULT : AVDISCARD_ALL }
    let packet = try Packet()
    var (count, first, last) = (0, Int64.max, Int64.min)
    while file.read(packet) >= 0 {
      let time = packet.pointer.pointee.pts
      if packet.pointer.pointee.stream_index == stream.pointee.index, time != shim_no_time() {
        count += 1
        (first, last) = (min(first, time), max(last, time))
      }
      packet.clear()
    }
    return rate(frames: count, over: (Double(last) - Double(first)) * timeBase.value)
  }

  /// - Parameter seconds: from the first to the last frame.
  package static func rate(frames: Int, over seconds: Double) -> Rational? {
    guard frames > 1, seconds > 0 else { return nil }
    let rate = Double(frames - 1) / seconds
    guard rate >= 0.001, rate <= 10_000 else { return nil }
    let isWhole = abs(rate - rate.rounded()) < 0.0002 * rate
    return isWhole ? Rational(Int(rate.rounded()), 1) : Rational(Int((rate * 1000).rounded()), 1000)
  }
}
