/// The header of a NumPy array file, version 1.0, padded to a fixed length, so that the number of frames can be filled
/// in at the end.
enum NPYHeader {
  static let length = 128

  /// - Parameters:
  ///   - type: NumPy's name, such as `<u2`.
  ///   - shape: in C order.
  static func bytes(type: String, shape: [Int]) -> [UInt8] {
    let sides = shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? "," : "")
    let text = "{'descr': '\(type)', 'fortran_order': False, 'shape': (\(sides)), }"
    let room = length - 10
    precondition(text.utf8.count < room, "the shape is too long")
    var bytes: [UInt8] = [0x93]
    bytes.append("NUMPY")
    bytes += [1, 0, UInt8(room & 255), UInt8(room >> 8)]
    bytes.append(text)
    bytes.append(String(repeating: " ", count: room - 1 - text.utf8.count) + "\n")
    return bytes
  }
}

extension [UInt8] {
  /// Two to eight bytes, the least significant first.
  mutating func append(littleEndian value: some FixedWidthInteger) {
    Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
  }

  /// The labels as little-endian 16-bit numbers.
  init(labels: [UInt16]) {
    #if _endian(little)
      self = labels.withUnsafeBytes { Array($0) }
    #else
      self = labels.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
    #endif
  }
}
