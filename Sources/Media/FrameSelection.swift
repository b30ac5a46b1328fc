import Foundation

/// The frames of the input that are used. Times are relative to the first frame's presentation time.
public struct FrameSelection: Sendable, Equatable, Codable {
  /// The start in seconds after the first frame, ≥ 0.
  public var start: Double
  /// The duration in seconds; nil: to the end.
  public var duration: Double?
  /// Only the frames 0, n, 2n … of the range, ≥ 1.
  public var every: Int
  /// The maximum number of frames; nil: no limit.
  public var maxFrames: Int?

  public init(start: Double = 0, duration: Double? = nil, every: Int = 1, maxFrames: Int? = nil) {
    self.start = start
    self.duration = duration
    self.every = every
    self.maxFrames = maxFrames
  }

  /// Every frame.
  public static let all = FrameSelection()

  /// Whether the selection may end before the input.
  package var isLimited: Bool { duration != nil || maxFrames != nil }

  /// Whether another selection begins with exactly these frames and may have more.
  package func isExtended(by other: FrameSelection) -> Bool {
    start == other.start && every == other.every && duration ?? .infinity <= other.duration ?? .infinity
      && maxFrames ?? .max <= other.maxFrames ?? .max
  }

  /// The number of frames selected from `total` evenly spaced ones at `rate` per second: an estimate for progress
  /// reports.
  func expectedFrames(total: Int, rate: Double?) -> Int {
    var count = Double(total)
    if let rate, rate > 0 {
      count -= (max(0, start) * rate).rounded(.up)
      if let duration { count = min(count, (duration * rate).rounded(.up)) }
    }
    count = (max(0, count) / Double(max(1, every))).rounded(.up)
    return min(maxFrames ?? .max, Int(exactly: count) ?? .max)
  }
}

extension FrameSelection: CustomStringConvertible {
  /// As on the command line, or `all frames`.
  public var description: String {
    var words: [String] = []
    if start > 0 { words.append("--start \(String(format: "%g", start))") }
    if let duration { words.append("--duration \(String(format: "%g", duration))") }
    if every > 1 { words.append("--every \(every)") }
    if let maxFrames { words.append("--max-frames \(maxFrames)") }
    return words.isEmpty ? "all frames" : words.joined(separator: " ")
  }
}
