import Foundation
import Media

/// Reads JSON (RFC 8259) token by token, so that a file of any size needs little memory.
///
/// Nesting and the length of strings are limited. Owned by one task at a time.
package final class JSONScanner {
  package enum Token: Equatable {
    case beginObject, endObject, beginArray, endArray
    /// A key of an object, or a string.
    case key([UInt8])
    case string([UInt8])
    case number(Double)
    case bool(Bool)
    case null
    case end
  }

  private static let maxDepth = 64

  private let bytes: ByteStream
  /// The open objects (true) and arrays.
  private var stack: [Bool] = []
  /// What may come next.
  private enum Expected { case value, valueOrEnd, keyOrEnd, key, commaOrEnd, nothing }
  private var expected = Expected.value

  package init(path: String) throws(MediaError) { bytes = try ByteStream(path: path) }

  var path: String { bytes.path }

  /// The next token.
  ///
  /// - Throws: ``ExchangeError``, `MediaError`.
  package func next() throws -> Token {
    while true {
      guard let byte = try nextByte() else {
        guard expected == .nothing else { throw bad("it ends too early") }
        return .end
      }
      switch (byte, expected) {
      case (UInt8(ascii: ","), .commaOrEnd):
        expected = stack.last == true ? .key : .value
      case (UInt8(ascii: "}"), .keyOrEnd), (UInt8(ascii: "}"), .commaOrEnd):
        guard stack.popLast() == true else { throw bad("a bracket is closed that is not open") }
        close()
        return .endObject
      case (UInt8(ascii: "]"), .valueOrEnd), (UInt8(ascii: "]"), .commaOrEnd):
        guard stack.popLast() == false else { throw bad("a bracket is closed that is not open") }
        close()
        return .endArray
      case (UInt8(ascii: "\""), .key), (UInt8(ascii: "\""), .keyOrEnd):
        let key = try string()
        guard try nextByte() == UInt8(ascii: ":") else { throw bad("a key has no value") }
        expected = .value
        return .key(key)
      case (_, .value), (_, .valueOrEnd): return try value(byte)
      default: throw bad("a character is out of place")
      }
    }
  }

  /// Skips the next value, whatever it is.
  func skip() throws {
    let depth = stack.count
    repeat {
      if try next() == .end { throw bad("it ends too early") }
    } while stack.count > depth
  }

  func bad(_ reason: String) -> ExchangeError {
    .badFile(path: path, place: "line \(bytes.line)", reason: "\(reason) (JSON)")
  }

  private func close() { expected = stack.isEmpty ? .nothing : .commaOrEnd }

  private func value(_ byte: UInt8) throws -> Token {
    switch byte {
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      guard stack.count < Self.maxDepth else { throw bad("it is nested too deeply") }
      let isObject = byte == UInt8(ascii: "{")
      stack.append(isObject)
      expected = isObject ? .keyOrEnd : .valueOrEnd
      return isObject ? .beginObject : .beginArray
    case UInt8(ascii: "\""):
      close()
      return .string(try string())
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      close()
      return .number(try number(byte))
    default:
      close()
      for (word, token) in [("true", Token.bool(true)), ("false", .bool(false)), ("null", .null)]
      where word.utf8.first == byte {
        for letter in word.utf8.dropFirst() where try bytes.next() != letter { throw bad("a word is unknown") }
        return token
      }
      throw bad("a value is missing")
    }
  }

  private func nextByte() throws -> UInt8? {
    while let byte = try bytes.next() {
      switch byte {
      case 32, 9, 10, 13: continue
      default: return byte
      }
    }
    return nil
  }

  private func number(_ first: UInt8) throws -> Double {
    var text = [first]
    while let byte = try bytes.peek(), byte >= 48 && byte <= 57 || [43, 45, 46, 69, 101].contains(byte) {
      text.append(byte)
      _ = try bytes.next()
      guard text.count <= 64 else { throw bad("a number is too long") }
    }
    guard let value = Double(String(decoding: text, as: UTF8.self)), value.isFinite else {
      throw bad("a number is invalid")
    }
    return value
  }

  private func string() throws -> [UInt8] {
    var text: [UInt8] = []
    while true {
      guard let byte = try bytes.next() else { throw bad("it ends within a string") }
      switch byte {
      case UInt8(ascii: "\""): return text
      case UInt8(ascii: "\\"): text += try escaped()
      default: text.append(byte)
      }
      guard text.count <= ByteStream.maxText else { throw bad("a string is too long") }
    }
  }

  private func escaped() throws -> [UInt8] {
    switch try bytes.next() {
    case UInt8(ascii: "n"): return [10]
    case UInt8(ascii: "t"): return [9]
    case UInt8(ascii: "r"): return [13]
    case UInt8(ascii: "b"): return [8]
    case UInt8(ascii: "f"): return [12]
    case UInt8(ascii: "u"):
      var unit = try codeUnit()
      if (0xd800..<0xdc00).contains(unit), try bytes.next() == UInt8(ascii: "\\"), try bytes.next() == UInt8(ascii: "u")
      {
        let low = try codeUnit()
        guard (0xdc00..<0xe000).contains(low) else { throw bad("an escape is invalid") }
        unit = 0x10000 + (unit - 0xd800) << 10 + (low - 0xdc00)
      }
      return Array(String(Unicode.Scalar(unit) ?? "\u{fffd}").utf8)
    case let byte? where "\"\\/".utf8.contains(byte): return [byte]
    default: throw bad("an escape is invalid")
    }
  }

  private func codeUnit() throws -> UInt32 {
    var digits: [UInt8] = []
    for _ in 0..<4 { if let byte = try bytes.next() { digits.append(byte) } }
    guard digits.count == 4, let unit = UInt32(String(decoding: digits, as: UTF8.self), radix: 16) else {
      throw bad("an escape is invalid")
    }
    return unit
  }
}
