import CFFmpeg

/// The MD5 digest of the bytes as 32 hexadecimal digits.
package func md5(_ bytes: borrowing [UInt8]) -> String { MD5.text(MD5.digest(of: bytes)) }

enum MD5 {
  static func digest(of bytes: borrowing [UInt8]) -> [UInt8] {
    var digest = [UInt8](repeating: 0, count: 16)
    av_md5_sum(&digest, bytes, bytes.count)
    return digest
  }

  static func text(_ digest: [UInt8]) -> String {
    digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  /// The digest of data that is read in pieces.
  ///
  /// - Parameter next: the next piece; nil at the end.
  static func digest(_ next: () throws(MediaError) -> [UInt8]?) throws(MediaError) -> String {
    guard let context = av_md5_alloc() else { throw .outOfMemory }
    defer { av_free(UnsafeMutableRawPointer(context)) }
    av_md5_init(context)
    while let piece = try next() { av_md5_update(context, piece, piece.count) }
    var digest = [UInt8](repeating: 0, count: 16)
    av_md5_final(context, &digest)
    return text(digest)
  }
}

/// A digest of consecutive pieces that can be stored after each piece and continued: each step digests the digest so
/// far and the next piece.
package struct DigestChain: Equatable, Sendable, Codable {
  private var digest: [UInt8] = []

  package init() {}

  /// 32 hexadecimal digits; empty before the first piece.
  package var text: String { MD5.text(digest) }

  package mutating func add(_ piece: [UInt8]) { digest = MD5.digest(of: digest + piece) }
}
