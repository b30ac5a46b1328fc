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
  /// Nil if it has none.
  package let name: String?
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
        SavedTrack(
          trackID: row.identity, color: color, name: row.name, splitFrom: row.splitFrom, mergedInto: row.mergedInto))
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
    let name: String?
    let splitFrom, mergedInto: UInt16?

    enum CodingKeys: String, CodingKey {
      case identity, color, name
      case splitFrom = "born_from"
      case mergedInto = "merged_into"
    }
  }
}

extension LabelTable {
  /// Reads everything that a table says of its tracks.
  ///
  /// - Throws: `MediaError` with the line, if a track is damaged.
  package static func labelTracks(path: String) throws(MediaError) -> [LabelTrack] {
    var lines = try LineReader(path: path, limit: 1 << 24)
    var tracks: [LabelTrack] = []
    var isInside = false
    let decoder = JSONDecoder()
    while let line = try lines.next() {
      guard isInside else {
        isInside = line.hasPrefix("  \"identities\": [")
        continue
      }
      guard line.hasPrefix("    {") else { break }
      let object = line.hasSuffix(",") ? line.dropLast() : line[...]
      guard tracks.count < Int(UInt16.max), let track = try? decoder.decode(LabelTrack.self, from: Data(object.utf8)),
        tracks.last.map({ $0.trackID < track.trackID }) ?? true
      else { throw .badLabelFile(path: path, line: lines.line, reason: "it is not a track, or not in order") }
      tracks.append(track)
    }
    return tracks
  }
}
