import Foundation

/// Data that are written piece by piece under a temporary name and renamed when complete.
///
/// Small pieces are collected. Owned by one task at a time.
package final class OutputBytes {
  /// The number of bytes that are written at once.
  private static let block = 1 << 20

  private let file: PartialFile
  private var waiting: [UInt8] = []
  private var written: Int64 = 0

  package init(path: String, overwrite: Bool) throws(MediaError) {
    try OutputFiles.checkTarget(path, overwrite: overwrite)
    file = try PartialFile(path: path)
  }

  /// An existing file of this name is replaced.
  package init(_ name: String, in folder: OutputFolder) throws(MediaError) { file = try PartialFile(name, in: folder) }

  /// The final path.
  package var path: String { file.path }

  /// In bytes.
  package var size: Int64 { written + Int64(waiting.count) }

  package func write(_ bytes: [UInt8]) throws(MediaError) {
    waiting += bytes
    if waiting.count >= Self.block { try flush() }
  }

  package func write(_ text: String) throws(MediaError) { try write(Array(text.utf8)) }

  /// Replaces bytes that were written before.
  package func patch(_ bytes: [UInt8], at place: Int64) throws(MediaError) {
    try flush()
    try file.descriptor.overwrite(bytes, at: place)
  }

  package func finish() throws(MediaError) {
    try flush()
    try file.finish()
  }

  package func discard() { file.discard() }

  private func flush() throws(MediaError) {
    guard !waiting.isEmpty else { return }
    try file.write(waiting)
    written += Int64(waiting.count)
    waiting.removeAll(keepingCapacity: true)
  }
}

extension Descriptor {
  /// Writes all bytes at a position; the position for further writing stays.
  func overwrite(_ bytes: [UInt8], at place: Int64) throws(MediaError) {
    var done = 0
    while done < bytes.count {
      let count = bytes[done...].withUnsafeBytes {
        pwrite(number, $0.baseAddress, $0.count, off_t(place) + off_t(done))
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw .write(count < 0 ? errno : EIO, path: path) }
      done += count
    }
  }
}
