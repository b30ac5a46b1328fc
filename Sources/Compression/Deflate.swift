import CZlib

/// zlib data (RFC 1950): deflate with a header and a checksum.
package enum Deflate {
  /// Compresses bytes; equal bytes give equal results.
  package static func compress(_ bytes: [UInt8]) -> [UInt8] {
    var length = compressBound(uLong(bytes.count))
    var result = [UInt8](repeating: 0, count: Int(length))
    // It fails only without memory, or with too small a buffer.
    guard CZlib.compress2(&result, &length, bytes, uLong(bytes.count), 6) == Z_OK else { return [] }
    return Array(result.prefix(Int(length)))
  }

  /// Expands zlib data; nil if they are damaged, or expand to more than `maxBytes`.
  package static func expand(_ bytes: [UInt8], maxBytes: Int) -> [UInt8]? {
    var capacity = min(maxBytes, max(1 << 20, 64 * bytes.count))
    while capacity > 0 {
      var result = [UInt8](repeating: 0, count: capacity)
      var length = uLong(capacity)
      switch uncompress(&result, &length, bytes, uLong(bytes.count)) {
      case Z_OK: return Array(result.prefix(Int(length)))
      case Z_BUF_ERROR where capacity < maxBytes: capacity = min(maxBytes, 8 * capacity)
      default: return nil
      }
    }
    return nil
  }
}
