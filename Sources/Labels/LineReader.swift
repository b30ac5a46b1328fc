import Foundation
import Media

/// Reads a text file line by line with bounded memory.
package struct LineReader {
  /// The maximum number of bytes per line.
  private let limit: Int
  private let file: FileHandle
  private var buffer: [UInt8] = []
  private var position = 0
  private var isAtEnd = false
  private let path: String
  /// The number of the last line, from 1.
  package private(set) var line = 0
  /// Whether the last line has no line end: the file may be truncated.
  package private(set) var isCutShort = false

  /// - Parameter limit: the maximum number of bytes per line.
  /// - Throws: `MediaError` if it is not a readable regular file.
  package init(path: String, limit: Int = 4096) throws(MediaError) {
    (self.path, self.limit) = (path, limit)
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
      guard rest.count <= limit else {
        throw .badLabelFile(path: path, line: line + 1, reason: "the line is longer than \(limit) bytes")
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
