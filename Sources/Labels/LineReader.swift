import Foundation
import Media

/// The lines of a text file one by one, with bounded memory whatever the file holds.
package struct LineReader {
  /// The most bytes of a line.
  static let limit = 4096

  private let file: FileHandle
  private var buffer: [UInt8] = []
  private var position = 0
  private var isAtEnd = false
  private let path: String
  /// The number of the last line, from 1.
  package private(set) var line = 0
  /// Whether the last line has no end: the file may have been cut off within it.
  package private(set) var isCutShort = false

  /// - Throws: `MediaError` where it is no regular file that can be read.
  package init(path: String) throws(MediaError) {
    self.path = path
    try InputFile.checkFile(path)
    guard let file = FileHandle(forReadingAtPath: path) else { throw MediaError.noSuchFile(path: path) }
    self.file = file
  }

  /// The next line without its end; nil at the end of the file.
  package mutating func next() throws(MediaError) -> String? {
    while true {
      let rest = buffer[position...]
      if let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
        line += 1
        position = end + 1
        return String(decoding: buffer[rest.startIndex..<end], as: UTF8.self)
      }
      guard rest.count <= Self.limit else {
        throw .badLabelFile(path: path, line: line + 1, reason: "the line is longer than \(Self.limit) bytes")
      }
      if isAtEnd {
        guard !rest.isEmpty else { return nil }
        line += 1
        isCutShort = true
        position = buffer.count
        return String(decoding: rest, as: UTF8.self)
      }
      buffer = Array(rest)
      position = 0
      do {
        guard let more = try file.read(upToCount: 1 << 16), !more.isEmpty else {
          isAtEnd = true
          continue
        }
        buffer += more
      } catch {
        throw MediaError.notReadable(path: path, reason: error.localizedDescription)
      }
    }
  }
}
