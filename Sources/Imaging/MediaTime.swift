/// A fraction as in FFmpeg: a time base in seconds, a rate, or an aspect ratio.
public struct Rational: Hashable, Sendable, CustomStringConvertible {
  public var numerator: Int
  /// > 0
  public var denominator: Int

  public init(_ numerator: Int, _ denominator: Int) {
    self.numerator = numerator
    self.denominator = denominator
  }

  public var value: Double { Double(numerator) / Double(denominator) }

  /// For example `1/90000`.
  public var description: String { "\(numerator)/\(denominator)" }
}

/// A presentation time: ticks of a rational time base. It is never derived from index × rate.
public struct MediaTime: Hashable, Sendable, CustomStringConvertible {
  /// The presentation time stamp, in ticks.
  public var ticks: Int64
  /// The length of a tick in seconds.
  public var timeBase: Rational

  public init(ticks: Int64, timeBase: Rational) {
    self.ticks = ticks
    self.timeBase = timeBase
  }

  /// The time in seconds, rounded to a double. For display and comparison only, not for values written to a file.
  public var seconds: Double {
    Double(ticks) * Double(timeBase.numerator) / Double(timeBase.denominator)
  }

  /// For example `12.345 s`.
  public var description: String {
    let milliseconds = (seconds * 1000).rounded()
    guard milliseconds.isFinite, abs(milliseconds) < 1e15 else { return "\(seconds) s" }
    let whole = Int(abs(milliseconds))
    let fraction = String(1000 + whole % 1000).dropFirst()
    return "\(milliseconds < 0 ? "-" : "")\(whole / 1000).\(fraction) s"
  }
}
