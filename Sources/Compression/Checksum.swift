import CZlib

/// The CRC-32 of some bytes and their number, so that checksums of consecutive pieces can be combined.
package struct Checksum: Equatable, Sendable {
  package private(set) var value: UInt32
  /// In bytes.
  package private(set) var length: Int64

  /// Of no bytes.
  package init() { (value, length) = (0, 0) }

  package init(of bytes: [UInt8]) {
    value = UInt32(truncatingIfNeeded: crc32_z(0, bytes, bytes.count))
    length = Int64(bytes.count)
  }

  /// Continues with the bytes of another checksum.
  package mutating func append(_ next: Checksum) {
    value = UInt32(truncatingIfNeeded: crc32_combine(UInt(value), UInt(next.value), Int(next.length)))
    length += next.length
  }
}
