import Foundation
import Media

/// A checkpoint on the disk: `tessera` and a line end, the format (32 bits), the length of what follows behind the digest
/// (64 bits), its MD5 (32 hexadecimal digits), and then the ``Checkpoint`` as ``BinaryEncoder`` writes it.
package enum CheckpointFile {
  /// Rises with every change to the value or to the bytes.
  package static let format: UInt32 = 5
  /// A larger one is not looked at.
  private static let mostBytes: Int64 = 1 << 30
  private static let magic = Array("tessera\n".utf8)
  private static let headerLength = 8 + 4 + 8 + 32

  package static func bytes(of checkpoint: Checkpoint) throws -> [UInt8] {
    sealed(try BinaryEncoder.encode(checkpoint))
  }

  /// The header and what it is of.
  package static func sealed(_ payload: [UInt8]) -> [UInt8] {
    let header = BinaryOutput()
    for byte in magic { header.append(byte) }
    header.append(format)
    header.append(payload.count)
    return header.bytes + Array(md5(payload).utf8) + payload
  }

  /// Writes it whole or not at all, and brings it to the disk.
  static func write(_ checkpoint: Checkpoint, to path: String) throws {
    try OutputFiles.writeDurably(try bytes(of: checkpoint), to: path)
  }

  package static func read(path: String) throws(CheckpointError) -> Checkpoint {
    let data: Data
    do {
      data = try InputText.read(path: path, most: mostBytes)
    } catch .badLabelFile(_, _, let reason) {
      throw .damaged(path: path, reason: reason)
    } catch .emptyFile {
      throw .damaged(path: path, reason: "it is empty")
    } catch .notReadable(_, let reason) {
      throw .notReadable(path: path, reason: reason)
    } catch {
      throw .notReadable(path: path, reason: "it is no regular file")
    }
    return try read(Array(data), path: path)
  }

  package static func read(_ bytes: [UInt8], path: String) throws(CheckpointError) -> Checkpoint {
    guard bytes.starts(with: magic) else { throw .damaged(path: path, reason: "it is none") }
    guard bytes.count >= headerLength else { throw .damaged(path: path, reason: "it is cut short") }
    let payload: [UInt8]
    do {
      let header = BinaryInput(Array(bytes[magic.count..<headerLength]))
      let format: UInt32 = try header.number()
      guard format == Self.format else {
        throw CheckpointError.otherFormat(path: path, format: Int(format), readable: Int(Self.format))
      }
      let length: Int = try header.number()
      payload = Array(bytes[headerLength...])
      guard length == payload.count else { throw CheckpointError.damaged(path: path, reason: "it is cut short") }
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
