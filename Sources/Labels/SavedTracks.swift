import Foundation
import Imaging
import Media
import Rendering

/// What the label table says of a track, for reports.
package struct SavedTrack: Sendable {
  /// 1…65535
  package let trackID: UInt16
  /// Of the overlay.
  package let color: RGBColor
  /// The track that held most of its first pixels, and the one that got most of its last pixels; nil if there is none.
  package let splitFrom, mergedInto: UInt16?
}

extension LabelTable {
  /// Reads the tracks of a table that this program wrote: it has each on a line. Other tables have none.
  ///
  /// - Throws: `MediaError`.
  package static func tracks(path: String) throws(MediaError) -> [SavedTrack] {
    // The names of all images of a sequence are in one line.
    var lines = try LineReader(path: path, limit: 1 << 24)
    var tracks: [SavedTrack] = []
    var isInside = false
    while let line = try lines.next() {
      guard isInside else {
        isInside = line.hasPrefix("  \"identities\": [")
        continue
      }
      guard tracks.count < Int(UInt16.max), line.hasPrefix("    {") else { break }
      let object = line.hasSuffix(",") ? line.dropLast() : line[...]
      guard let row = try? JSONDecoder().decode(TrackRow.self, from: Data(object.utf8)), row.identity > 0,
        let color = RGBColor(hex: row.color)
      else { throw .badLabelFile(path: path, line: lines.line, reason: "it is not a track") }
      tracks.append(
        SavedTrack(trackID: row.identity, color: color, splitFrom: row.splitFrom, mergedInto: row.mergedInto))
    }
    return tracks
  }

  /// The colors of the overlay; the standard ones where the table has none.
  ///
  /// - Throws: `MediaError`.
  package static func palette(path: String) throws(MediaError) -> Palette {
    Palette(Dictionary(try tracks(path: path).map { ($0.trackID, $0.color) }) { first, _ in first })
  }

  private struct TrackRow: Decodable {
    let identity: UInt16
    let color: String
    let splitFrom, mergedInto: UInt16?

    enum CodingKeys: String, CodingKey {
      case identity, color
      case splitFrom = "born_from"
      case mergedInto = "merged_into"
    }
  }
}

extension RGBColor {
  /// `#ff8000`
  fileprivate init?(hex: String) {
    guard hex.utf8.count == 7, hex.hasPrefix("#"), let number = UInt32(hex.dropFirst(), radix: 16) else { return nil }
    self.init(
      red: UInt8(number >> 16 & 255), green: UInt8(number >> 8 & 255), blue: UInt8(number & 255))
  }
}
