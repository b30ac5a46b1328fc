import CZlib

/// The zlib format (RFC 1950): a whole piece of data at a time.
package enum Zlib {
  /// The data may be damaged, or expand to more than was allowed.
  package struct Damage: Error {}

  /// - Parameter level: 1 (fast) … 9 (small).
  package static func compressed(_ bytes: [UInt8], level: Int32 = 1) -> [UInt8] {
    var length = compressBound(UInt(bytes.count))
    var result = [UInt8](repeating: 0, count: Int(length))
    // It fails only without memory, or where the result has less room than the bound.
    let code = compress2(&result, &length, bytes, UInt(bytes.count), level)
    precondition(code == Z_OK, "zlib: \(code)")
    result.removeSubrange(Int(length)...)
    return result
  }

  /// - Parameter maxBytes: the maximum expanded size.
  package static func expanded(_ bytes: [UInt8], maxBytes: Int) throws(Damage) -> [UInt8] {
    var capacity = UInt(min(maxBytes, max(1 << 20, 64 * bytes.count)))
    while capacity > 0 {
      var result = [UInt8](repeating: 0, count: Int(capacity))
      var length = capacity
      switch uncompress(&result, &length, bytes, UInt(bytes.count)) {
      case Z_OK: return Array(result.prefix(Int(length)))
      case Z_BUF_ERROR where capacity < maxBytes: capacity = min(UInt(maxBytes), 8 * capacity)
      default: throw Damage()
      }
    }
    throw Damage()
  }
}
