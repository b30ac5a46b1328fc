/// Decoding times for packets of several encoders one behind the other, each of which began its own anew.
///
/// The nth packet is decoded when the frame is shown that comes `depth` frames before the nth in order of presentation; so
/// it is decoded in time as long as no frame is shown behind more than `depth` that were decoded later.
struct DecodingTimes {
  /// How many frames a decoder may have to hold back.
  private let depth: Int
  private var count = 0
  private var begin: (time: Int64, step: Int64) = (0, 1)
  /// Presentation times that were not used yet, rising.
  private var waiting: [Int64] = []

  init(depth: Int) { self.depth = max(0, depth) }

  /// - Parameters:
  ///   - time: when the next packet's frame is shown.
  ///   - duration: for how long.
  mutating func next(_ time: Int64, duration: Int64) -> Int64 {
    defer { count += 1 }
    if count == 0 { begin = (time, max(1, duration)) }
    waiting.insert(time, at: waiting.firstIndex { $0 > time } ?? waiting.endIndex)
    guard count >= depth else { return begin.time &- Int64(depth - count) &* begin.step }
    return waiting.removeFirst()
  }
}
