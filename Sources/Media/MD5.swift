import CFFmpeg

/// The MD5 digest of the bytes as 32 hexadecimal digits.
package func md5(_ bytes: borrowing [UInt8]) -> String {
  var digest = [UInt8](repeating: 0, count: 16)
  av_md5_sum(&digest, bytes, bytes.count)
  return digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
}
