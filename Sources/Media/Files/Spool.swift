import Foundation

/// A file without a name for data that are needed again at the end. Nothing remains of it, even if the program is killed.
///
/// Owned by one task at a time.
package final class Spool {
  private static let block = 1 << 20

  private let file: Descriptor
  private var waiting: [UInt8] = []
  private var written: Int64 = 0

  /// - Parameter path: the output that it is for: the spool is on the same disk, and errors name it.
  package init(besides path: String) throws(MediaError) {
    let folder = try OutputFiles.folder(of: path)
    var number = folder.createNameless()
    if number < 0 {
      let hidden = ".\(path.fileName).spool"
      number = folder.create(hidden)
      folder.remove(hidden)
    }
    guard number >= 0 else { throw .write(errno, path: path) }
    file = Descriptor(number, path: path)
  }

  /// In bytes.
  package var size: Int64 { written + Int64(waiting.count) }

  /// - Returns: the position of the first byte.
  @discardableResult
  package func append(_ bytes: [UInt8]) throws(MediaError) -> Int64 {
    let place = size
    waiting += bytes
    if waiting.count >= Self.block { try flush() }
    return place
  }

  /// Replaces bytes that were appended before.
  package func patch(_ bytes: [UInt8], at place: Int64) throws(MediaError) {
    if place >= written {
      let start = Int(place - written)
      waiting.replaceSubrange(start..<start + bytes.count, with: bytes)
    } else {
      try flush()
      try file.overwrite(bytes, at: place)
    }
  }

  /// - Precondition: the bytes were appended.
  package func bytes(_ count: Int, at place: Int64) throws(MediaError) -> [UInt8] {
    try flush()
    var result: [UInt8] = []
    result.reserveCapacity(count)
    while result.count < count {
      result += try file.read(count - result.count, at: place + Int64(result.count))
    }
    return result
  }

  /// Passes on everything, in order.
  package func forEachBlock(_ body: ([UInt8]) throws -> Void) throws {
    var place: Int64 = 0
    while place < size {
      let block = try bytes(Int(min(Int64(Self.block), size - place)), at: place)
      place += Int64(block.count)
      try body(block)
    }
  }

  private func flush() throws(MediaError) {
    guard !waiting.isEmpty else { return }
    try file.write(waiting)
    written += Int64(waiting.count)
    waiting.removeAll(keepingCapacity: true)
  }
}
