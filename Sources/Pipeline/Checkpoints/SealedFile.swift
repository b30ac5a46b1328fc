import Foundation
import Media

/// A file of one value: a magic, the format (32 bits), the length of the data after the digest (64 bits), its MD5 (32
/// hexadecimal digits), and the data.
struct SealedFile {
  let magic: [UInt8]
  /// Incremented with every change of the value or the encoding.
  let format: UInt32
  /// The maximum size in bytes.
  let maxBytes: Int64
  /// For messages: `a checkpoint`.
  let kind: String

  /// Why a file is refused.
  enum Problem: Error {
    case damaged(String)
    case otherFormat(Int)
  }

  private var headerLength: Int { magic.count + 4 + 8 + 32 }

  /// The data with its header.
  func sealed(_ data: [UInt8]) -> [UInt8] {
    let header = BinaryOutput()
    for byte in magic { header.append(byte) }
    header.append(format)
    header.append(data.count)
    return header.bytes + Array(md5(data).utf8) + data
  }

  /// Whether a file begins as such a file.
  func hasMagic(atPath path: String) -> Bool {
    guard let head = try? InputText.read(path: path, maxBytes: .max, head: magic.count) else { return false }
    return head.starts(with: magic)
  }

  /// The data of a file. The header is validated before the rest is read, since the file may have any size.
  ///
  /// - Throws: `Problem`; `MediaError` if the file can not be read.
  func data(atPath path: String) throws -> [UInt8] {
    do {
      let size = try InputText.size(path: path)
      guard size <= maxBytes else { throw Problem.damaged("it is too large") }
      try checkHeader(Array(InputText.read(path: path, maxBytes: maxBytes, head: headerLength)), of: size)
      return try data(of: Array(InputText.read(path: path, maxBytes: maxBytes)))
    } catch MediaError.emptyFile {
      throw Problem.damaged("it is empty")
    }
  }

  /// The data of a file's contents.
  ///
  /// - Throws: `Problem`.
  func data(of bytes: [UInt8]) throws -> [UInt8] {
    try checkHeader(bytes, of: Int64(bytes.count))
    let data = Array(bytes[headerLength...])
    guard Array(md5(data).utf8) == Array(bytes[(headerLength - 32)..<headerLength]) else {
      throw Problem.damaged("its contents were changed")
    }
    return data
  }

  /// A value of the data.
  ///
  /// - Throws: `Problem`.
  func value<Value: Decodable>(_ type: Value.Type, of data: [UInt8]) throws -> Value {
    do {
      return try BinaryDecoder.decode(type, from: data)
    } catch let DecodingError.dataCorrupted(context) {
      throw Problem.damaged(context.debugDescription)
    } catch {
      throw Problem.damaged("\(error)")
    }
  }

  /// Validates the header of a file of the given size.
  private func checkHeader(_ header: [UInt8], of size: Int64) throws {
    guard header.starts(with: magic) else { throw Problem.damaged("not \(kind)") }
    guard header.count >= headerLength else { throw Problem.damaged("it is truncated") }
    let fields = BinaryInput(Array(header[magic.count..<headerLength]))
    let format: UInt32 = try fields.number()
    guard format == self.format else { throw Problem.otherFormat(Int(format)) }
    let length: Int = try fields.number()
    guard length >= 0, Int64(length) == size - Int64(headerLength) else { throw Problem.damaged("it is truncated") }
  }
}
