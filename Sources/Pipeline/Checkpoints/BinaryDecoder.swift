/// Decodes data of ``BinaryEncoder``. Any input gives a value or an error: every length is checked against the
/// remaining bytes before memory is allocated.
package enum BinaryDecoder {
  /// - Throws: `DecodingError`.
  package static func decode<Value: Decodable>(_ type: Value.Type, from bytes: [UInt8]) throws -> Value {
    let input = BinaryInput(bytes)
    let value = try input.take(type)
    guard input.left == 0 else { throw input.damaged("\(input.left) bytes are left over") }
    return value
  }
}

final class BinaryInput {
  private let bytes: [UInt8]
  private var place = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The number of remaining bytes.
  var left: Int { bytes.count - place }

  func damaged(_ what: String) -> DecodingError {
    .dataCorrupted(.init(codingPath: [], debugDescription: "\(what), at byte \(place)"))
  }

  func number<Number: BitwiseCopyable>() throws -> Number {
    let size = MemoryLayout<Number>.size
    guard left >= size else { throw damaged("the data is truncated") }
    defer { place += size }
    // SAFETY: `size` bytes are left after `place`, and any bits are valid for the integers and floats read here.
    return bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: place, as: Number.self) }
  }

  func numbers<Number: BinaryNumber>() throws -> [Number] {
    let count = try count(ofAtLeast: MemoryLayout<Number>.size)
    let size = count * MemoryLayout<Number>.size
    defer { place += size }
    return bytes.withUnsafeBytes { bytes in
      [Number](unsafeUninitializedCapacity: count) { values, initialized in
        // SAFETY: `size` bytes are left after `place`, and `values` has room for them.
        UnsafeMutableRawBufferPointer(values).copyMemory(
          from: UnsafeRawBufferPointer(rebasing: bytes[place..<(place + size)]))
        initialized = count
      }
    }
  }

  /// A count of elements with at least `size` bytes each.
  func count(ofAtLeast size: Int) throws -> Int {
    let count: Int = try number()
    guard count >= 0, count <= left / size else { throw damaged("a length of \(count) exceeds the data") }
    return count
  }

  func take<Value: Decodable>(_ type: Value.Type) throws -> Value {
    guard let direct = type as? any BinaryValue.Type else { return try Value(from: FieldReader(input: self)) }
    guard let value = try direct.read(from: self) as? Value else { throw damaged("not a \(type)") }
    return value
  }

  /// The next name.
  fileprivate var nextName: String? {
    let start = place
    defer { place = start }
    return try? String.read(from: self)
  }

  /// Whether this name is next.
  fileprivate func isNext(_ name: String) -> Bool { nextName == name }

  fileprivate func takeName(_ name: String) throws {
    guard try String.read(from: self) == name else { throw damaged("\(name) is missing") }
  }
}

private struct FieldReader: Decoder {
  let input: BinaryInput
  var codingPath: [any CodingKey] { [] }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    KeyedDecodingContainer(KeyedFieldReader(input: input, count: try input.count(ofAtLeast: 8)))
  }
  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    ElementReader(input: input, count: try input.count(ofAtLeast: 1))
  }
  func singleValueContainer() -> any SingleValueDecodingContainer { SingleReader(input: input) }
}

/// Fields are read in the order of writing.
private final class KeyedFieldReader<Key: CodingKey>: KeyedDecodingContainerProtocol {
  private let input: BinaryInput
  private var left: Int
  var codingPath: [any CodingKey] { [] }
  /// The next key: an enumeration has only one.
  var allKeys: [Key] { left == 1 ? [input.nextName.flatMap(Key.init(stringValue:))].compactMap(\.self) : [] }

  init(input: BinaryInput, count: Int) {
    self.input = input
    left = count
  }

  private func begin(_ key: Key) throws {
    guard left > 0 else { throw input.damaged("\(key.stringValue) is missing") }
    try input.takeName(key.stringValue)
    left -= 1
  }
  func contains(_ key: Key) -> Bool { left > 0 && input.isNext(key.stringValue) }
  func decodeNil(forKey key: Key) -> Bool { false }
  func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
    try begin(key)
    return try input.take(type)
  }
  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) throws -> KeyedDecodingContainer<Nested> {
    try begin(key)
    return try FieldReader(input: input).container(keyedBy: type)
  }
  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
    try begin(key)
    return try FieldReader(input: input).unkeyedContainer()
  }
  func superDecoder() -> any Decoder { FieldReader(input: input) }
  func superDecoder(forKey key: Key) throws -> any Decoder {
    try begin(key)
    return FieldReader(input: input)
  }
}

private struct ElementReader: UnkeyedDecodingContainer {
  let input: BinaryInput
  let count: Int?
  private(set) var currentIndex = 0
  var codingPath: [any CodingKey] { [] }
  var isAtEnd: Bool { currentIndex >= count ?? 0 }

  init(input: BinaryInput, count: Int) {
    self.input = input
    self.count = count
  }

  private mutating func begin() throws {
    guard !isAtEnd else { throw input.damaged("an element is missing") }
    currentIndex += 1
  }
  mutating func decodeNil() -> Bool { false }
  mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
    try begin()
    return try input.take(type)
  }
  mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) throws -> KeyedDecodingContainer<Nested> {
    try begin()
    return try FieldReader(input: input).container(keyedBy: type)
  }
  mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
    try begin()
    return try FieldReader(input: input).unkeyedContainer()
  }
  mutating func superDecoder() throws -> any Decoder {
    try begin()
    return FieldReader(input: input)
  }
}

private struct SingleReader: SingleValueDecodingContainer {
  let input: BinaryInput
  var codingPath: [any CodingKey] { [] }

  func decodeNil() -> Bool { false }
  func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try input.take(type) }
}
