import Foundation
import Imaging
import Media
import Pipeline

/// A chunk's file: a line that names the format, a line of JSON (``Header``), then for every frame the length of its
/// record in bytes (32 bits, least significant byte first) and the record (``ChunkRecord``, or ``DescribedRecord`` of a divided shot). A length of 0 ends the
/// records; the MD5 of all that is before it follows.
enum ChunkFile {
  static let magic = Array("tessera chunk 2\n".utf8)
  /// The maximum size of the header and of a record in bytes.
  static let maxHeader = 1 << 16
  static let maxRecord = 1 << 28

  /// It has nothing of the worker besides its arithmetic, so that two workers write the same bytes.
  struct Header: Codable, Equatable {
    /// The digest of the plan.
    let plan: String
    let chunk: Int
    /// The records.
    let frames: Int
    let arithmetic: String
  }

  static func bytes(of length: Int) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) } }
}

/// Writes a chunk's file.
final class ChunkWriter {
  let header: ChunkFile.Header
  private let file: SharedFile
  private var chain = DigestChain()

  init(_ header: ChunkFile.Header, in folder: OutputFolder) throws {
    self.header = header
    file = try SharedFile(JobFolder.name(ofChunk: header.chunk), in: folder)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    try write(ChunkFile.magic + Array(try encoder.encode(header)) + [UInt8(ascii: "\n")])
  }

  func add(_ record: some FrameRecord) throws {
    let bytes = try record.bytes()
    try write(ChunkFile.bytes(of: bytes.count) + bytes)
  }

  private func write(_ bytes: [UInt8]) throws(MediaError) {
    chain.add(bytes)
    try file.write(bytes)
  }

  func finish() throws(MediaError) {
    try file.write(ChunkFile.bytes(of: 0) + Array(chain.text.utf8))
    try file.finish()
  }

  func discard() { file.discard() }
}

/// Reads a chunk's file, record by record.
final class ChunkReader {
  /// Why it can not be used.
  struct Damage: Error {
    let reason: String
  }

  let header: ChunkFile.Header
  private let file: FileHandle
  private let size: PictureSize
  private var chain = DigestChain()
  private var left: Int
  private(set) var isWhole = false

  /// - Parameter size: the working size.
  init(path: String, size: PictureSize) throws {
    try InputText.checkRegularFile(path)
    guard let file = FileHandle(forReadingAtPath: path) else { throw Damage(reason: "it can not be read") }
    self.file = file
    self.size = size
    var head: [UInt8] = []
    while head.count < ChunkFile.maxHeader {
      guard let byte = try file.read(upToCount: 1)?.first else { throw Damage(reason: "it is truncated") }
      head.append(byte)
      if head.count <= ChunkFile.magic.count, head.last != ChunkFile.magic[head.count - 1] {
        throw Damage(reason: "it is not a chunk of this version")
      }
      if head.count > ChunkFile.magic.count, byte == UInt8(ascii: "\n") { break }
    }
    guard
      let header = try? JSONDecoder().decode(
        ChunkFile.Header.self, from: Data(head.dropFirst(ChunkFile.magic.count))), header.frames >= 0
    else { throw Damage(reason: "its header is damaged") }
    self.header = header
    left = header.frames
    chain.add(head)
  }

  deinit { try? file.close() }

  /// The next record; nil behind the last one, if the file is whole.
  func next<Record: FrameRecord>(_ type: Record.Type) throws -> Record? {
    guard !isWhole else { return nil }
    guard let bytes = try piece() else {
      guard left == 0 else { throw Damage(reason: "\(left) frames are missing") }
      return nil
    }
    guard left > 0 else { throw Damage(reason: "it has too many frames") }
    left -= 1
    do {
      return try Record(bytes, size: size)
    } catch let DecodingError.dataCorrupted(context) {
      throw Damage(reason: context.debugDescription)
    }
  }

  /// Reads to the end without expanding anything.
  func checkRest() throws {
    while try piece() != nil { left -= 1 }
    guard left == 0 else { throw Damage(reason: "it has another number of frames than its header says") }
  }

  /// The bytes of the next record; nil at the end.
  private func piece() throws -> [UInt8]? {
    let head = try read(4)
    let length = head.indices.reduce(0) { $0 | Int(head[$1]) << (8 * $1) }
    guard length > 0 else {
      guard try read(32) == Array(chain.text.utf8), try file.read(upToCount: 1)?.isEmpty ?? true else {
        throw Damage(reason: "its contents were changed")
      }
      isWhole = true
      return nil
    }
    guard length <= ChunkFile.maxRecord else { throw Damage(reason: "a frame is too large") }
    let bytes = try read(length)
    chain.add(head + bytes)
    return bytes
  }

  private func read(_ count: Int) throws -> [UInt8] {
    // Memory follows the file, not what a length says.
    var bytes: [UInt8] = []
    while bytes.count < count {
      guard let piece = try file.read(upToCount: min(1 << 20, count - bytes.count)), !piece.isEmpty else {
        throw Damage(reason: "it is truncated")
      }
      bytes += piece
    }
    return bytes
  }
}
