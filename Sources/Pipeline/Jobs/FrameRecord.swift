import Compression
import Imaging

/// What a part of a video says of one frame; one entry of a chunk's file.
package protocol FrameRecord: Codable, Sendable {
  var figures: FrameFigures { get }
  /// As in `FrameCorrespondence.shot`.
  var shot: Int { get }
  /// Whether the labels of the frame are those of another part: ``FrameUse/warmUp``.
  var isWarmUp: Bool { get }
  /// The working size.
  var size: PictureSize { get }
  /// Memory of a record: for each pixel, and besides.
  static var maxBytes: (perPixel: Int, others: Int) { get }
  /// Of zlib.
  static var compression: Int32 { get }
}

extension FrameRecord {
  /// As zlib data.
  package func bytes() throws -> [UInt8] {
    Zlib.compressed(try BinaryEncoder.encode(self), level: Self.compression)
  }

  /// - Parameter size: the working size, which bounds the memory.
  /// - Throws: `DecodingError`.
  package init(_ bytes: [UInt8], size: PictureSize) throws {
    let limit = Self.maxBytes.others + Self.maxBytes.perPixel * size.count
    guard let record = try? Zlib.expanded(bytes, maxBytes: limit) else {
      throw DecodingError.dataCorrupted(.init(codingPath: [], debugDescription: "a frame can not be expanded"))
    }
    self = try BinaryDecoder.decode(Self.self, from: record)
    guard self.size == size else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: [], debugDescription: "a frame is \(self.size), not \(size)"))
    }
  }
}
