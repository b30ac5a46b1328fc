import Foundation
import Imaging

/// Text as HTML.
enum HTML {
  /// Escapes a text for an element or for an attribute in quotation marks. Control characters, which HTML can not have,
  /// and characters that change the direction of the text become question marks.
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x26: result += "&amp;"
      case 0x3C: result += "&lt;"
      case 0x3E: result += "&gt;"
      case 0x22: result += "&quot;"
      case 0x27: result += "&#39;"
      case 0x09, 0x0A: result.unicodeScalars.append(scalar)
      case 0..<0x20, 0x7F..<0xA0, 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069: result += "?"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// JSON for a `script` element: no text in it can end the element, or begin a comment.
  static func scriptJSON(_ value: some Encodable) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(value) else { return "null" }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(data.count)
    for byte in data {
      switch byte {
      case UInt8(ascii: "<"): bytes += Array("\\u003c".utf8)
      case UInt8(ascii: ">"): bytes += Array("\\u003e".utf8)
      case UInt8(ascii: "&"): bytes += Array("\\u0026".utf8)
      default: bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// `data:image/webp;base64,…`
  static func dataURI(_ bytes: [UInt8], type: String) -> String {
    "data:\(type);base64,\(Data(bytes).base64EncodedString())"
  }

  /// Replaces the markers `{{NAME}}` of a template.
  static func filled(_ template: String, with parts: [String: String]) -> String {
    // Split at the markers, not replaced, so that inserted text is not taken for a marker.
    let pieces = template.components(separatedBy: "{{")
    return pieces.dropFirst().reduce(into: pieces[0]) { html, piece in
      let halves = piece.components(separatedBy: "}}")
      html += (parts[halves[0]] ?? "") + halves.dropFirst().joined(separator: "}}")
    }
  }
}

/// Numbers as readers expect them.
enum Numbers {
  /// At most `digits` significant digits, without an exponent for usual values.
  static func short(_ value: Double, digits: Int = 3) -> String { String(format: "%.\(digits)g", value) }

  static func percent(_ share: Double) -> String {
    let value = 100 * share
    // The space does not break.
    return String(format: value < 9.95 ? "%.1f\u{A0}%%" : "%.0f\u{A0}%%", value)
  }

  /// `0:07.4`, `1:02:03`
  static func clock(_ seconds: Double?) -> String {
    guard let seconds, seconds.isFinite, abs(seconds) < 1e9 else { return "–" }
    let tenths = Int((abs(seconds) * 10).rounded())
    let (hours, minutes, rest) = (tenths / 36_000, tenths / 600 % 60, tenths % 600)
    let sign = seconds < 0 ? "−" : ""
    let tail = String(format: "%02d.%d", rest / 10, rest % 10)
    return hours > 0
      ? sign + String(format: "%d:%02d:", hours, minutes) + String(tail.prefix(2)) : sign + "\(minutes):" + tail
  }

  static func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }
}
