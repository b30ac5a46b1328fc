/// A value encoded directly, without `Encodable`.
protocol BinaryValue {
  func write(to output: BinaryOutput) throws
  static func read(from input: BinaryInput) throws -> Self
}

extension BinaryValue where Self: BitwiseCopyable {
  func write(to output: BinaryOutput) { output.append(self) }
  static func read(from input: BinaryInput) throws -> Self { try input.number() }
}

extension Int: BinaryValue {}
extension Int32: BinaryValue {}
extension Int64: BinaryValue {}
extension UInt8: BinaryValue {}
extension UInt16: BinaryValue {}
extension UInt32: BinaryValue {}
extension UInt64: BinaryValue {}
extension Float: BinaryValue {}
extension Double: BinaryValue {}

extension Bool: BinaryValue {
  func write(to output: BinaryOutput) { output.append(UInt8(self ? 1 : 0)) }
  static func read(from input: BinaryInput) throws -> Bool {
    let byte: UInt8 = try input.number()
    guard byte <= 1 else { throw input.damaged("\(byte) is not a Boolean") }
    return byte == 1
  }
}

extension String: BinaryValue {
  func write(to output: BinaryOutput) { output.append(contentsOf: Array(utf8)) }
  static func read(from input: BinaryInput) throws -> String {
    let bytes: [UInt8] = try input.numbers()
    guard let text = String(validating: bytes, as: UTF8.self) else { throw input.damaged("a text is not UTF-8") }
    return text
  }
}

extension Optional: BinaryValue where Wrapped: Codable {
  func write(to output: BinaryOutput) throws {
    (self != nil).write(to: output)
    if let self { try output.put(self) }
  }
  static func read(from input: BinaryInput) throws -> Wrapped? {
    try Bool.read(from: input) ? try input.take(Wrapped.self) : nil
  }
}

extension Array: BinaryValue where Element: BinaryNumber {
  func write(to output: BinaryOutput) { output.append(contentsOf: self) }
  static func read(from input: BinaryInput) throws -> [Element] { try input.numbers() }
}

/// A number whose arrays are encoded directly.
protocol BinaryNumber: BitwiseCopyable {}
extension Int: BinaryNumber {}
extension Int32: BinaryNumber {}
extension UInt8: BinaryNumber {}
extension UInt16: BinaryNumber {}
extension Float: BinaryNumber {}
extension Double: BinaryNumber {}
