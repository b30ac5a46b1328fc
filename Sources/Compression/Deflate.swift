import CZlib

/// Deflate blocks (RFC 1951) that end at a byte, so that pieces compressed on several threads can be concatenated.
package enum Deflate {
  /// Blocks of which none is the last one.
  ///
  /// - Parameter level: 1 (fast) … 9 (small).
  package static func blocks(of bytes: [UInt8], level: Int32 = 1) -> [UInt8] {
    var stream = z_stream()
    let size = Int32(MemoryLayout<z_stream>.size)
    // Negative window bits: without the header of zlib.
    let code = deflateInit2_(&stream, level, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, size)
    precondition(code == Z_OK, "zlib: \(code)")
    defer { deflateEnd(&stream) }
    var bytes = bytes
    let bound = Int(deflateBound(&stream, UInt(bytes.count))) + 16
    return bytes.withUnsafeMutableBufferPointer { source in
      [UInt8](unsafeUninitializedCapacity: bound) { target, initialized in
        // SAFETY: zlib reads `avail_in` bytes at `next_in` and writes at most `avail_out` bytes at `next_out`.
        stream.next_in = source.baseAddress
        stream.avail_in = UInt32(source.count)
        stream.next_out = target.baseAddress
        stream.avail_out = UInt32(bound)
        let code = deflate(&stream, Z_SYNC_FLUSH)
        precondition(code == Z_OK && stream.avail_in == 0, "zlib: \(code)")
        initialized = bound - Int(stream.avail_out)
      }
    }
  }

  /// The bytes as a block that is not compressed and not the last one; its contents begin at byte 5.
  ///
  /// - Precondition: there are fewer than 65,536 bytes.
  package static func stored(_ bytes: [UInt8]) -> [UInt8] {
    let count = UInt16(bytes.count)
    return [0, UInt8(count & 255), UInt8(count >> 8), UInt8(~count & 255), UInt8(~count >> 8)] + bytes
  }

  /// An empty last block.
  package static let end: [UInt8] = [3, 0]
}
