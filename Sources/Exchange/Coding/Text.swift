/// Text that is written as bytes.
extension [UInt8] {
  mutating func append(_ text: String) { append(contentsOf: text.utf8) }

  /// In decimal digits.
  mutating func append(decimal number: Int) {
    if number < 0 { append(UInt8(ascii: "-")) }
    var rest = number.magnitude
    let start = count
    repeat {
      append(UInt8(ascii: "0") + UInt8(rest % 10))
      rest /= 10
    } while rest > 0
    self[start...].reverse()
  }

  /// The numbers, separated.
  mutating func append(decimals numbers: some Sequence<Int>, separator: String = ",") {
    var isFirst = true
    for number in numbers {
      if !isFirst { append(separator) }
      append(decimal: number)
      isFirst = false
    }
  }

  /// A JSON string (RFC 8259) with its quotation marks.
  mutating func append(json text: some Sequence<UInt8>) {
    append(UInt8(ascii: "\""))
    for byte in text {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        append(UInt8(ascii: "\\"))
        append(byte)
      case 0..<32:
        append("\\u00" + (byte < 16 ? "0" : "") + String(byte, radix: 16))
      default: append(byte)
      }
    }
    append(UInt8(ascii: "\""))
  }

  mutating func append(json text: String) { append(json: text.utf8) }

  /// Character data of XML. Characters that XML 1.0 does not have become spaces.
  mutating func append(xml text: String) {
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": append("&amp;")
      case "<": append("&lt;")
      case ">": append("&gt;")
      case "\"": append("&quot;")
      case "\n": append("&#10;")
      case _ where scalar.value < 32 || scalar.value == 0xfffe || scalar.value == 0xffff: append(" ")
      default: append(contentsOf: String(scalar).utf8)
      }
    }
  }
}

/// A number with leading zeros.
func padded(_ number: Int, _ digits: Int) -> String {
  let text = String(number)
  return String(repeating: "0", count: Swift.max(0, digits - text.count)) + text
}
