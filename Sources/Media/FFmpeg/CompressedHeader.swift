import CFFmpeg

/// The header of a QuickTime file that is compressed (`cmov`): FFmpeg makes room for as much as the file says.
enum CompressedHeader {
  /// A header is a few bytes a frame: more than of a day's film.
  static let mostBytes = 64_000_000
  /// Boxes at the top of a file that are looked at.
  private static let mostBoxes = 1000

  /// How many bytes a header says that it has uncompressed; nil where it is not compressed. The reader is left where it was.
  static func size(in reader: UnsafeMutablePointer<AVIOContext>) -> Int? {
    guard reader.pointee.seekable & AVIO_SEEKABLE_NORMAL != 0 else { return nil }
    let start = avio_tell(reader)
    defer { avio_seek(reader, start, SEEK_SET) }
    var place = start
    for _ in 0..<mostBoxes {
      guard avio_seek(reader, place, SEEK_SET) >= 0 else { return nil }
      var length = Int64(avio_rb32(reader))
      let name = avio_rb32(reader)
      guard avio_feof(reader) == 0 else { return nil }
      if length == 1 { length = Int64(bitPattern: avio_rb64(reader)) }
      // moov › cmov › dcom, cmvd: the size stands first in the last one.
      if name == tag("moov") {
        avio_skip(reader, 4)
        guard avio_rb32(reader) == tag("cmov") else { return nil }
        let dcom = avio_rb32(reader)
        guard avio_rb32(reader) == tag("dcom"), dcom >= 8 else { return nil }
        avio_skip(reader, Int64(dcom) - 8 + 8)
        return Int(avio_rb32(reader))
      }
      guard length >= 8, case (let next, let isTooLarge) = place.addingReportingOverflow(length), !isTooLarge else {
        return nil
      }
      place = next
    }
    return nil
  }

  private static func tag(_ name: StaticString) -> UInt32 {
    name.withUTF8Buffer { $0.reduce(0) { $0 << 8 | UInt32($1) } }
  }
}
