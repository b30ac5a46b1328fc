import Media

/// A checkpoint file: a ``SealedFile`` with the ``Checkpoint`` encoded by ``BinaryEncoder``.
package enum CheckpointFile {
  /// Incremented with every change of the value or the encoding.
  package static let format: UInt32 = 13
  private static let file = SealedFile(
    magic: Array("tessera\n".utf8), format: format, maxBytes: 1 << 29, kind: "a checkpoint")

  /// The contents of a file.
  package static func bytes(of checkpoint: Checkpoint) throws -> [UInt8] {
    sealed(try BinaryEncoder.encode(checkpoint))
  }

  /// The payload with its header.
  package static func sealed(_ payload: [UInt8]) -> [UInt8] { file.sealed(payload) }

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
    try checkpoint(path) { try file.data(atPath: path) }
  }

  package static func read(_ bytes: [UInt8], path: String) throws(CheckpointError) -> Checkpoint {
    try checkpoint(path) { try file.data(of: bytes) }
  }

  private static func checkpoint(_ path: String, _ data: () throws -> [UInt8]) throws(CheckpointError) -> Checkpoint {
    do {
      return try file.value(Checkpoint.self, of: data())
    } catch SealedFile.Problem.damaged(let reason) {
      throw .damaged(path: path, reason: reason)
    } catch SealedFile.Problem.otherFormat(let format) {
      throw .otherFormat(path: path, format: format, readable: Int(Self.format))
    } catch MediaError.notReadable(_, let reason) {
      throw .notReadable(path: path, reason: reason)
    } catch {
      throw .notReadable(path: path, reason: "it is not a regular file")
    }
  }
}
