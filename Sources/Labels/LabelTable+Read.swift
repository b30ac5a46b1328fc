import Foundation
import Imaging
import Media

extension LabelTable {
  /// The contents of a table without the tracks.
  package struct Header: Sendable {
    package let origin: LabelOrigin
    /// The number of label maps; nil if missing.
    package let frames: Int?
    /// Whether all frames of the selection were written; nil if missing.
    package let isComplete: Bool?
  }

  /// The maximum size of a table: 65,535 tracks need less.
  private static let maxBytes: Int64 = 200_000_000
  /// Only this part is read. In tables written by this program it contains everything before the tracks.
  private static let headBytes = 1 << 23

  /// - Throws: `MediaError`, `badLabelFile` if it is not a label table.
  package static func read(path: String) throws(MediaError) -> Header {
    func bad(_ reason: String) -> MediaError { .badLabelFile(path: path, line: nil, reason: reason) }
    let bytes = try InputText.read(path: path, maxBytes: maxBytes, head: headBytes)
    let decoder = JSONDecoder()
    guard let keys = try? decoder.decode(Keys.self, from: withoutTracks(bytes)) else {
      throw bad("it is not a label table")
    }
    if let format = keys.format, format > Self.format {
      throw bad("it has format \(format), this program reads up to \(Self.format)")
    }
    let selection = keys.selection.map(\.selection) ?? .all
    guard let selection else { throw bad("its selection is invalid") }
    var origin = LabelOrigin(input: keys.input, selection: selection, seed: keys.seed ?? 0, run: keys.run)
    origin.images = keys.images ?? []
    origin.outputs = keys.outputs ?? []
    for row in keys.thumbnails ?? [] {
      guard row.frame >= 0, let thumbnail = Thumbnail(text: row.colors) else { throw bad("its thumbnails are invalid") }
      origin.thumbnails[row.frame] = thumbnail
    }
    return Header(origin: origin, frames: keys.frames, isComplete: keys.complete)
  }

  /// The table up to its tracks, closed, if they come last as in tables of this program; otherwise the whole table.
  private static func withoutTracks(_ bytes: Data) -> Data {
    let key = Data("\n  \"identities\": [".utf8)
    guard let place = bytes.range(of: key) else { return bytes }
    return bytes[..<place.upperBound] + Data("]}".utf8)
  }

  private struct Keys: Decodable {
    let format: Int?
    let input: String?
    let images: [String]?
    let selection: SelectionRow?
    let seed: UInt64?
    let run: RunIdentity?
    let outputs: [String]?
    let frames: Int?
    let complete: Bool?
    let thumbnails: [ThumbnailRow]?
  }
}
