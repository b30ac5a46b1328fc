import Foundation
import Media

/// A checkpoint file: `tessera` and a line end, the format (32 bits), the length of the data after the digest (64
/// bits), its MD5 (32 hexadecimal digits), and the ``Checkpoint`` encoded by ``BinaryEncoder``.
package enum CheckpointFile {
  /// Incremented with every change of the value or the encoding.
  package static let format: UInt32 = 11
  /// The maximum size in bytes.
  private static let maxBytes: Int64 = 1 << 29
  private static let magic = Array("tessera\n".utf8)
  private static let headerLength = 8 + 4 + 8 + 32

  /// The contents of a file.
  package static func bytes(of checkpoint: Checkpoint) throws -> [UInt8] {
    sealed(try BinaryEncoder.encode(checkpoint))
  }

  /// The payload with its header.
  package static func sealed(_ payload: [UInt8]) -> [UInt8] {
    let header = BinaryOutput()
    for byte in magic { header.append(byte) }
    header.append(format)
    header.append(payload.count)
    return header.bytes + Array(md5(payload).utf8) + payload
  }

  /// Writes the checkpoint atomically and syncs it to disk.
  static func write(_ checkpoint: Checkpoint, to path: String) throws(MediaError) {
    let bytes: [UInt8]
    do {
      bytes = try self.bytes(of: checkpoint)
    } catch {
      throw .encodingFailed(path: path, reason: "\(error)")
    }
    try OutputFiles.writeDurably(bytes, to: path)
  }

  package static func read(path: String) throws(CheckpointError) -> Checkpoint {
    do {
      // The header is validated before the rest is read, since the file may have any size.
      let size = try InputText.size(path: path)
      guard size <= maxBytes else { throw CheckpointError.damaged(path: path, reason: "it is too large") }
      try checkHeader(Array(InputText.read(path: path, maxBytes: maxBytes, head: headerLength)), of: size, path: path)
      return try read(Array(InputText.read(path: path, maxBytes: maxBytes)), path: path)
    } catch let error as CheckpointError {
      throw error
    } catch MediaError.emptyFile {
      throw .damaged(path: path, reason: "it is empty")
    } catch MediaError.notReadable(_, let reason) {
      throw .notReadable(path: path, reason: reason)
    } catch {
      throw .notReadable(path: path, reason: "it is not a regular file")
    }
  }

  /// Validates the header of a file of the given size.
  private static func checkHeader(_ header: [UInt8], of size: Int64, path: String) throws {
    guard header.starts(with: magic) else { throw CheckpointError.damaged(path: path, reason: "not a checkpoint") }
    guard header.count >= headerLength else { throw CheckpointError.damaged(path: path, reason: "it is truncated") }
    let fields = BinaryInput(Array(header[magic.count..<headerLength]))
    let format: UInt32 = try fields.number()
    guard format == Self.format else {
      throw CheckpointError.otherFormat(path: path, format: Int(format), readable: Int(Self.format))
    }
    let length: Int = try fields.number()
    guard length >= 0, Int64(length) == size - Int64(headerLength) else {
      throw CheckpointError.damaged(path: path, reason: "it is truncated")
    }
  }

  package static func read(_ bytes: [UInt8], path: String) throws(CheckpointError) -> Checkpoint {
    do {
      try checkHeader(bytes, of: Int64(bytes.count), path: path)
      let payload = Array(bytes[headerLength...])
      guard Array(md5(payload).utf8) == Array(bytes[(headerLength - 32)..<headerLength]) else {
        throw CheckpointError.damaged(path: path, reason: "its contents were changed")
      }
      return try BinaryDecoder.decode(Checkpoint.self, from: payload)
    } catch let error as CheckpointError {
      throw error
    } catch let DecodingError.dataCorrupted(context) {
      throw .damaged(path: path, reason: context.debugDescription)
    } catch {
      throw .damaged(path: path, reason: "\(error)")
    }
  }
}
