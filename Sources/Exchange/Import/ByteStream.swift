import Foundation
import Media

/// The bytes of a regular file, one after the other.
final class ByteStream {
  /// The maximum length of a text in it: the masks of a frame of 100 million pixels are shorter.
  static let maxText = 1 << 26

  let path: String
  private static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
  private let file: FileHandle
  private var block: [UInt8] = []
  private var place = 0
  /// From 1.
  private(set) var line = 1

  /// - Throws: `MediaError` if it is not a readable regular file.
  init(path: String) throws(MediaError) {
    self.path = path
    try InputFile.checkFile(path)
    guard let file = FileHandle(forReadingAtPath: path) else { throw .noSuchFile(path: path) }
    self.file = file
    // Editors on Windows put the mark of UTF-8 before a text.
    if try peek() == Self.mark[0], block.starts(with: Self.mark) { place = Self.mark.count }
  }

  /// The next byte; nil at the end.
  func next() throws(MediaError) -> UInt8? {
    guard let byte = try peek() else { return nil }
    place += 1
    if byte == 10 { line += 1 }
    return byte
  }

  /// The next byte, which stays the next one.
  func peek() throws(MediaError) -> UInt8? {
    if place == block.count {
      do {
        block = try file.read(upToCount: 1 << 18).map { [UInt8]($0) } ?? []
      } catch {
        throw .notReadable(path: path, reason: error.localizedDescription)
      }
      place = 0
    }
    return place < block.count ? block[place] : nil
  }
}
