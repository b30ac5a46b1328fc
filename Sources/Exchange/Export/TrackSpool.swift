import Media

/// Records that arrive by frame and are needed by track.
///
/// They are in a file without a name; each record of a track has the position of the next one. Memory grows with the
/// number of tracks only.
package final class TrackSpool {
  package struct Record {
    /// The number of the frame.
    package let frame: Int
    package let bytes: [UInt8]
    /// Where it is, for ``TrackSpool/record(at:)``.
    package let place: Int64
  }

  /// Position of the next record or 0, frame, number of bytes.
  private static let headBytes = 24

  private let spool: Spool
  private var ends: [Int: (first: Int64, last: Int64)] = [:]
  private(set) var count = 0

  /// - Parameter path: the output that it is for.
  package init(besides path: String) throws(MediaError) {
    spool = try Spool(besides: path)
    // No record is at 0, which means "none".
    try spool.append([0])
  }

  /// Ascending.
  package var tracks: [Int] { ends.keys.sorted() }

  package func append(_ bytes: [UInt8], frame: Int, to track: Int) throws(MediaError) {
    let place = try spool.append(Self.bytes(0) + Self.bytes(Int64(frame)) + Self.bytes(Int64(bytes.count)) + bytes)
    if let end = ends[track] {
      try spool.patch(Self.bytes(place), at: end.last)
      ends[track] = (end.first, place)
    } else {
      ends[track] = (place, place)
    }
    count += 1
  }

  /// The records of a track, in the order in which they were appended.
  package func forEach(of track: Int, _ body: (Record) throws -> Void) throws {
    var place = ends[track]?.first ?? 0
    while place > 0 {
      let (record, next) = try read(at: place)
      try body(record)
      place = next
    }
  }

  /// A record that ``forEach(of:_:)`` passed.
  package func record(at place: Int64) throws(MediaError) -> Record { try read(at: place).record }

  private func read(at place: Int64) throws(MediaError) -> (record: Record, next: Int64) {
    let head = try spool.bytes(Self.headBytes, at: place)
    let bytes = try spool.bytes(Int(Self.number(head[16...])), at: place + Int64(Self.headBytes))
    return (Record(frame: Int(Self.number(head[8..<16])), bytes: bytes, place: place), Self.number(head[..<8]))
  }

  private static func bytes(_ value: Int64) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: value >> (8 * Int64($0))) }
  }

  private static func number(_ bytes: ArraySlice<UInt8>) -> Int64 {
    bytes.reversed().reduce(0) { $0 << 8 | Int64($1) }
  }
}
