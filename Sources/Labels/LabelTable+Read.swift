import Foundation
import Imaging
import Media

extension LabelTable {
  /// The contents of a table without the tracks.
  package struct Header: Sendable {
    package let origin: LabelOrigin
    /// Of the label maps; nil if missing.
    package let size: PictureSize?
    /// The number of label maps; nil if missing.
    package let frames: Int?
    /// Whether all frames of the selection were written; nil if missing.
    package let isComplete: Bool?
  }

  /// The maximum size of a table: 65,535 tracks need less.
  private static let maxBytes: Int64 = 200_000_000
  /// Only this part is read. In tables written by this program it contains everything before the tracks.
  private static let headBytes = 1 << 23

  /// Reads the beginning of a table. What it says of the labels is not checked.
  ///
  /// - Throws: `MediaError`, `badLabelFile` if it is not a label table.
  package static func read(path: String) throws(MediaError) -> Header {
    let bytes = try InputText.read(path: path, maxBytes: maxBytes, head: headBytes)
    return try header(of: keys(in: withoutTracks(bytes), path), path)
  }

  /// Reads a whole table. Its frames, sizes and tracks are possible ones.
  ///
  /// - Throws: `MediaError`, `badLabelFile` if it is truncated, or contradicts itself.
  package static func readWhole(path: String) throws(MediaError) -> Header {
    let keys = try keys(in: InputText.read(path: path, maxBytes: maxBytes), path)
    func check(_ isValid: Bool, _ part: String) throws(MediaError) {
      guard isValid else { throw .badLabelFile(path: path, line: nil, reason: "its \(part) missing or invalid") }
    }
    try check(keys.frames ?? 0 > 0, "number of frames is")
    for side in [keys.width, keys.height] { try check(1...Int(UInt16.max) ~= side ?? 0, "width or height is") }
    let tracks = keys.identities?.map(\.identity) ?? [0]
    try check(tracks.allSatisfy { $0 > 0 } && Set(tracks).count == tracks.count, "identities are")
    return try header(of: keys, path)
  }

  /// The colors and the names of the tracks; tables of earlier versions may have none.
  ///
  /// - Throws: `MediaError`, `badLabelFile` if it is not a label table.
  package static func looks(path: String) throws(MediaError) -> [UInt16: (color: RGBColor?, name: String?)] {
    let keys = try keys(in: InputText.read(path: path, maxBytes: maxBytes), path)
    var looks: [UInt16: (color: RGBColor?, name: String?)] = [:]
    for row in keys.identities ?? [] where row.identity > 0 {
      looks[row.identity] = (row.color.flatMap(RGBColor.init(hex:)), row.name)
    }
    return looks
  }

  private static func keys(in bytes: Data, _ path: String) throws(MediaError) -> Keys {
    guard let keys = try? JSONDecoder().decode(Keys.self, from: bytes) else {
      throw .badLabelFile(path: path, line: nil, reason: "it is not a label table, or truncated")
    }
    return keys
  }

  private static func header(of keys: Keys, _ path: String) throws(MediaError) -> Header {
    func bad(_ reason: String) -> MediaError { .badLabelFile(path: path, line: nil, reason: reason) }
    if let format = keys.format, format > Self.format {
      throw bad("it has format \(format), this program reads up to \(Self.format)")
    }
    let selection = keys.selection.map(\.selection) ?? .all
    guard let selection else { throw bad("its selection is invalid") }
    var origin = LabelOrigin(input: keys.input, selection: selection, seed: keys.seed ?? 0, run: keys.run)
    origin.images = keys.images ?? []
    origin.outputs = keys.outputs ?? []
    origin.model = keys.model
    origin.corrections = keys.corrections
    for row in keys.thumbnails ?? [] {
      guard row.frame >= 0, let thumbnail = Thumbnail(text: row.colors) else { throw bad("its thumbnails are invalid") }
      origin.thumbnails[row.frame] = thumbnail
    }
    let size = keys.width.flatMap { width in keys.height.map { PictureSize(width: width, height: $0) } }
    return Header(origin: origin, size: size, frames: keys.frames, isComplete: keys.complete)
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
    let model: String?
    let corrections: String?
    let width, height: Int?
    let frames: Int?
    let complete: Bool?
    let thumbnails: [ThumbnailRow]?
    let identities: [TrackRow]?
  }

  private struct TrackRow: Decodable {
    let identity: UInt16
    let color: String?
    let name: String?
  }
}
