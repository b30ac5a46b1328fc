import Randomness

/// Seeded damage to bytes, the same on every machine.
package struct Mutation {
  private var random: SplitMix64

  package init(seed: UInt64) { random = SplitMix64(seed: seed) }

  /// A part of the bytes is flipped, set, zeroed, cut, doubled, or all behind it is missing.
  package mutating func of(_ bytes: [UInt8]) -> [UInt8] {
    guard !bytes.isEmpty else { return bytes }
    var bytes = bytes
    let start = Int.random(in: bytes.indices, using: &random)
    let part = start..<min(bytes.count, start + Int.random(in: 1...24, using: &random))
    switch Int.random(in: 0..<6, using: &random) {
    case 0: bytes[start] ^= UInt8(1) << UInt8.random(in: 0..<8, using: &random)
    case 1: bytes[start] = UInt8.random(in: 0...255, using: &random)
    case 2: for n in part { bytes[n] = 0 }
    case 3: bytes.removeSubrange(part)
    case 4: bytes.insert(contentsOf: bytes[part], at: start)
    default: bytes.removeSubrange(start...)
    }
    return bytes
  }

  /// As ``of(_:)``, or a number becomes an extreme one, or a mark of the syntax turns up where none belongs.
  package mutating func ofText(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
    switch Int.random(in: 0..<4, using: &random) {
    case 0, 1:
      guard let start = bytes.indices.filter({ digits.contains(bytes[$0]) }).randomElement(using: &random) else {
        break
      }
      let end = bytes[start...].firstIndex { !digits.contains($0) } ?? bytes.endIndex
      bytes.replaceSubrange(start..<end, with: Self.numbers.randomElement(using: &random)!.utf8)
    case 2:
      let place = Int.random(in: 0...bytes.count, using: &random)
      bytes.insert(contentsOf: Self.marks.randomElement(using: &random)!, at: place)
    default: bytes = of(bytes)
    }
    return bytes
  }

  /// As ``of(_:)``, or what a chunk holds is changed and its checksum made right again, so that the change is believed.
  package mutating func ofPNG(_ bytes: [UInt8]) -> [UInt8] {
    let chunks = Self.chunks(bytes)
    guard Bool.random(using: &random), let chunk = chunks.randomElement(using: &random) else { return of(bytes) }
    let content = bytes[chunk].dropFirst(8).dropLast(4)
    let typed = Array(bytes[chunk].dropFirst(4).prefix(4)) + of(Array(content))
    var result = bytes
    result.replaceSubrange(
      chunk, with: Self.bigEndian(UInt32(typed.count - 4)) + typed + Self.bigEndian(Self.crc(typed)))
    return result
  }

  private static let numbers = [
    "-1", "0", "65536", "2147483648", "9223372036854775807", "9223372036854775808", "1e308", "1e999", "nan", ".nan",
    "inf", "-.inf", "", "null", "[]", "0x10", "1_000",
  ]
  private static let marks: [[UInt8]] =
    [[0], [0xff, 0xfe], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80]]
    + [
      ",", "/", "\r", "\t", "\n", "[", "]", "{", "}", "\"", "'", ": ", "- ", "#", "%", "@", "*a", "&a ", "? ", "<<: ",
      "!!int ",
    ].map { Array($0.utf8) } + [Array(repeating: UInt8(ascii: "["), count: 3000)]

  private static func chunks(_ png: [UInt8]) -> [Range<Int>] {
    var chunks: [Range<Int>] = []
    var start = 8
    while start + 12 <= png.count {
      let length = png[start..<start + 4].reduce(0) { $0 << 8 | Int($1) }
      guard start + 12 + length <= png.count else { break }
      chunks.append(start..<start + 12 + length)
      start += 12 + length
    }
    return chunks
  }

  private static func bigEndian(_ value: UInt32) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
  }

  /// The checksum of PNG (ISO 3309).
  private static func crc(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(~0) { crc, byte in
      (0..<8).reduce(crc ^ UInt32(byte)) { crc, _ in crc >> 1 ^ (crc & 1 == 1 ? 0xedb8_8320 : 0) }
    }
  }
}
