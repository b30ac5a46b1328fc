import Compression
import Media

/// A ZIP file of deflated entries, with 64-bit sizes (APPNOTE 6.3.9, 4.3), whose sizes are filled in behind the data.
struct ZipWriter {
  private struct Entry {
    let name: String
    let place: Int64
    var checksum = Checksum()
    var compressedSize: Int64 = 0
  }

  private let file: OutputBytes
  private var entries: [Entry] = []

  init(_ file: OutputBytes) { self.file = file }

  mutating func begin(_ name: String) throws {
    entries.append(Entry(name: name, place: file.size))
    guard let entry = entries.last else { return }
    try file.write(Self.localHeader(entry))
  }

  /// The position at which the data of the entry begin.
  var dataPlace: Int64 { entries.last.map { $0.place + Int64(Self.localHeader($0).count) } ?? 0 }

  /// Appends deflate blocks to the entry.
  ///
  /// - Parameter checksum: of the bytes in them.
  mutating func append(_ blocks: [UInt8], checksum: Checksum) throws {
    try file.write(blocks)
    entries[entries.count - 1].compressedSize += Int64(blocks.count)
    entries[entries.count - 1].checksum.append(checksum)
  }

  /// Completes the entry.
  ///
  /// - Parameter checksum: of the whole entry, where its beginning was changed; nil: that of its blocks.
  mutating func end(checksum: Checksum? = nil) throws {
    try append(Deflate.end, checksum: Checksum())
    if let checksum { entries[entries.count - 1].checksum = checksum }
    guard let entry = entries.last else { return }
    try file.patch(Self.localHeader(entry), at: entry.place)
  }

  /// Writes the directory.
  func finish() throws {
    let start = file.size
    for entry in entries {
      var bytes: [UInt8] = Array("PK\u{1}\u{2}".utf8)
      bytes.append(littleEndian: UInt16(45))
      bytes += Self.properties(entry)
      bytes.append(littleEndian: UInt16(entry.name.utf8.count))
      bytes.append(littleEndian: UInt16(28))
      bytes += [UInt8](repeating: 0, count: 10)
      bytes.append(littleEndian: UInt32.max)
      bytes.append(entry.name)
      bytes.append(littleEndian: UInt16(1))
      bytes.append(littleEndian: UInt16(24))
      for number in [entry.checksum.length, entry.compressedSize, entry.place] { bytes.append(littleEndian: number) }
      try file.write(bytes)
    }
    let size = file.size - start
    let end = file.size
    var bytes: [UInt8] = Array("PK\u{6}\u{6}".utf8)
    bytes.append(littleEndian: Int64(44))
    bytes.append(littleEndian: UInt16(45))
    bytes.append(littleEndian: UInt16(45))
    bytes.append(littleEndian: UInt64(0))
    for number in [Int64(entries.count), Int64(entries.count), size, start] { bytes.append(littleEndian: number) }
    bytes += Array("PK\u{6}\u{7}".utf8)
    bytes.append(littleEndian: UInt32(0))
    bytes.append(littleEndian: end)
    bytes.append(littleEndian: UInt32(1))
    bytes += Array("PK\u{5}\u{6}".utf8)
    bytes.append(littleEndian: UInt32(0))
    bytes.append(littleEndian: UInt16(entries.count))
    bytes.append(littleEndian: UInt16(entries.count))
    bytes.append(littleEndian: UInt32.max)
    bytes.append(littleEndian: UInt32.max)
    bytes.append(littleEndian: UInt16(0))
    try file.write(bytes)
  }

  private static func localHeader(_ entry: Entry) -> [UInt8] {
    var bytes: [UInt8] = Array("PK\u{3}\u{4}".utf8)
    bytes += properties(entry)
    bytes.append(littleEndian: UInt16(entry.name.utf8.count))
    bytes.append(littleEndian: UInt16(20))
    bytes.append(entry.name)
    bytes.append(littleEndian: UInt16(1))
    bytes.append(littleEndian: UInt16(16))
    bytes.append(littleEndian: entry.checksum.length)
    bytes.append(littleEndian: entry.compressedSize)
    return bytes
  }

  /// Version, flags, method, the first moment of 1980, checksum, and sizes that are in the extra field.
  private static func properties(_ entry: Entry) -> [UInt8] {
    var bytes: [UInt8] = []
    for number: UInt16 in [45, 0, 8, 0, 33] { bytes.append(littleEndian: number) }
    bytes.append(littleEndian: entry.checksum.value)
    bytes.append(littleEndian: UInt32.max)
    bytes.append(littleEndian: UInt32.max)
    return bytes
  }
}
