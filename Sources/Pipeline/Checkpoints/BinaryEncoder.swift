/// Encodes values as bytes, field after field: compact and fast for arrays of a million numbers.
///
/// Integers and floats are stored little-endian; strings and arrays start with their length, a keyed container with
/// its number of fields, and each field with its name. ``BinaryDecoder`` decodes it.
package enum BinaryEncoder {
  package static func encode(_ value: some Encodable) throws -> [UInt8] {
    let output = BinaryOutput()
    try output.put(value)
    return output.bytes
  }
}

final class BinaryOutput {
  private(set) var bytes: [UInt8] = []

  /// - Parameter value: a number that is identical to its memory.
  func append<Number: BitwiseCopyable>(_ value: Number) {
    withUnsafeBytes(of: value) { bytes.append(contentsOf: $0) }
  }

  func append<Number: BitwiseCopyable>(contentsOf values: [Number]) {
    append(values.count)
    values.withUnsafeBytes { bytes.append(contentsOf: $0) }
  }

  func put<Value: Encodable>(_ value: Value) throws {
    guard let value = value as? any BinaryValue else { return try value.encode(to: Coder(output: self)) }
    try value.write(to: self)
  }

  /// Reserves a count that is not known yet; returns its position.
  fileprivate func beginCount() -> Int {
    append(0)
    return bytes.count - MemoryLayout<Int>.size
  }

  fileprivate func increase(at place: Int) {
    for n in place..<(place + MemoryLayout<Int>.size) {
      bytes[n] &+= 1
      if bytes[n] != 0 { return }
    }
  }
}

private struct Coder: Encoder {
  let output: BinaryOutput
  var codingPath: [any CodingKey] { [] }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    KeyedEncodingContainer(KeyedFields(output: output, place: output.beginCount()))
  }
  func unkeyedContainer() -> any UnkeyedEncodingContainer { Elements(output: output, place: output.beginCount()) }
  func singleValueContainer() -> any SingleValueEncodingContainer { Single(output: output) }
}

private struct KeyedFields<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let output: BinaryOutput
  let place: Int
  var codingPath: [any CodingKey] { [] }

  private func begin(_ key: some CodingKey) {
    output.increase(at: place)
    key.stringValue.write(to: output)
  }
  func encodeNil(forKey key: Key) { begin(key) }
  func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws {
    begin(key)
    try output.put(value)
  }
  func nestedContainer<Nested: CodingKey>(keyedBy: Nested.Type, forKey key: Key) -> KeyedEncodingContainer<Nested> {
    begin(key)
    return Coder(output: output).container(keyedBy: Nested.self)
  }
  func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
    begin(key)
    return Coder(output: output).unkeyedContainer()
  }
  func superEncoder() -> any Encoder { Coder(output: output) }
  func superEncoder(forKey key: Key) -> any Encoder {
    begin(key)
    return Coder(output: output)
  }
}

private struct Elements: UnkeyedEncodingContainer {
  let output: BinaryOutput
  let place: Int
  private(set) var count = 0
  var codingPath: [any CodingKey] { [] }

  init(output: BinaryOutput, place: Int) {
    self.output = output
    self.place = place
  }

  private mutating func begin() {
    count += 1
    output.increase(at: place)
  }
  mutating func encodeNil() {
    begin()
    output.append(false)
  }
  mutating func encode<Value: Encodable>(_ value: Value) throws {
    begin()
    try output.put(value)
  }
  mutating func nestedContainer<Nested: CodingKey>(keyedBy: Nested.Type) -> KeyedEncodingContainer<Nested> {
    begin()
    return Coder(output: output).container(keyedBy: Nested.self)
  }
  mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
    begin()
    return Coder(output: output).unkeyedContainer()
  }
  mutating func superEncoder() -> any Encoder {
    begin()
    return Coder(output: output)
  }
}

private struct Single: SingleValueEncodingContainer {
  let output: BinaryOutput
  var codingPath: [any CodingKey] { [] }

  func encodeNil() { output.append(false) }
  func encode<Value: Encodable>(_ value: Value) throws { try output.put(value) }
}
