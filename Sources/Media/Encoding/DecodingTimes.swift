/// Decoding times for packets of several consecutive encoders, each of which starts its own count.
///
/// Packet n is decoded at the presentation time of the frame `depth` frames before frame n in presentation order.
/// This is in time unless a frame is shown after more than `depth` frames that were decoded later.
struct DecodingTimes {
  /// The maximum number of frames that a decoder must hold back.
  private let depth: Int
  private var count = 0
  private var begin: (time: Int64, step: Int64) = (0, 1)
  /// Unused presentation times, ascending.
  private var waiting: [Int64] = []

  init(depth: Int) { self.depth = max(0, depth) }

  /// - Parameters:
  ///   - time: the presentation time of the next packet.
  ///   - duration: of its frame.
  mutating func next(_ time: Int64, duration: Int64) -> Int64 {
    defer { count += 1 }
    if count == 0 { begin = (time, max(1, duration)) }
    waiting.insert(time, at: waiting.firstIndex { $0 > time } ?? waiting.endIndex)
    guard count >= depth else { return begin.time &- Int64(depth - count) &* begin.step }
    return waiting.removeFirst()
  }
}
