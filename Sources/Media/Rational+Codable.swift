import CFFmpeg
import Imaging

/// Encoded as text, for example `"30000/1001"`.
extension Rational: Codable {
  /// Decodes and validates the values.
  ///
  /// - Throws: `DecodingError`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let parts = try container.decode(String.self).split(separator: "/")
    guard parts.count == 2, let numerator = Int(parts[0]), let denominator = Int(parts[1]), denominator > 0 else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "expected a fraction such as 25/1")
    }
    self.init(numerator, denominator)
  }

  /// Encodes the values.
  ///
  /// - Throws: the errors of the encoder.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

extension Rational {
  /// Nil for FFmpeg's "unknown": a numerator or denominator that is not above 0.
  init?(_ rational: AVRational) {
    guard rational.num > 0, rational.den > 0 else { return nil }
    self.init(Int(rational.num), Int(rational.den))
  }

  /// As FFmpeg's 32-bit fraction, reduced, and rounded if it does not fit.
  var av: AVRational {
    var result = AVRational(num: 0, den: 1)
    av_reduce(&result.num, &result.den, Int64(numerator), Int64(denominator), Int64(Int32.max))
    return result
  }
}
