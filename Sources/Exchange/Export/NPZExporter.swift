import Compression
import Imaging
import Media

/// A compressed NumPy archive: `labels` (frames × height × width, 16 bits), `seconds`, `pts`, `time_base`, `track_ids`.
final class NPZExporter: LabelExporter {
  struct Piece: Sendable {
    let blocks: [UInt8]
    let checksum: Checksum
    let time: MediaTime
    let trackIDs: [UInt16]
  }

  let encoding: @Sendable (ExportedFrame) throws -> Piece = { frame in
    let bytes = [UInt8](labels: frame.labels.labels)
    return Piece(
      blocks: Deflate.blocks(of: bytes), checksum: Checksum(of: bytes), time: frame.time,
      trackIDs: frame.labels.areas().map(\.label).filter { $0 != 0 })
  }

  private let file: OutputBytes
  private var archive: ZipWriter
  private let size: PictureSize
  private let timeBase: Rational
  /// Of the labels without the header of their array.
  private var checksum = Checksum()
  private let headerPlace: Int64
  private let times: Spool
  private var trackIDs: Set<UInt16> = []
  private var frames = 0

  init(path: String, settings: ExportSettings) throws {
    (size, timeBase) = (settings.size, settings.timeBase)
    file = try OutputBytes(path: path, overwrite: settings.overwrite)
    times = try Spool(besides: path)
    archive = ZipWriter(file)
    try archive.begin("labels.npy")
    headerPlace = archive.dataPlace
    let header = Self.header(frames: 0, size)
    try archive.append(Deflate.stored(header), checksum: Checksum(of: header))
  }

  private static func header(frames: Int, _ size: PictureSize) -> [UInt8] {
    NPYHeader.bytes(type: "<u2", shape: [frames, size.height, size.width])
  }

  func append(_ piece: Piece) throws {
    try archive.append(piece.blocks, checksum: piece.checksum)
    checksum.append(piece.checksum)
    var bytes: [UInt8] = []
    bytes.append(littleEndian: piece.time.ticks)
    try times.append(bytes)
    trackIDs.formUnion(piece.trackIDs)
    frames += 1
  }

  func finish() throws -> String {
    // The header is in a block that is not compressed, so the number of frames can be filled in.
    let header = Self.header(frames: frames, size)
    var whole = Checksum(of: header)
    whole.append(checksum)
    try archive.end(checksum: whole)
    try file.patch(Deflate.stored(header), at: headerPlace)

    let base = timeBase
    try write("seconds.npy", type: "<f8", shape: [frames]) { append in
      try self.times.forEachBlock { block in
        var bytes: [UInt8] = []
        for place in stride(from: 0, to: block.count, by: 8) {
          let ticks = block[place..<place + 8].reversed().reduce(0) { $0 << 8 | Int64($1) }
          bytes.append(littleEndian: MediaTime(ticks: ticks, timeBase: base).seconds.bitPattern)
        }
        try append(bytes)
      }
    }
    try write("pts.npy", type: "<i8", shape: [frames]) { append in try self.times.forEachBlock(append) }
    try write("time_base.npy", type: "<i8", shape: [2]) { append in
      var bytes: [UInt8] = []
      bytes.append(littleEndian: Int64(base.numerator))
      bytes.append(littleEndian: Int64(base.denominator))
      try append(bytes)
    }
    let present = trackIDs.subtracting([0]).sorted()
    try write("track_ids.npy", type: "<u2", shape: [present.count]) { append in try append([UInt8](labels: present)) }
    try archive.finish()
    try file.finish()
    return "\(file.path) (\(frames) × \(size.height) × \(size.width))"
  }

  private func write(
    _ name: String, type: String, shape: [Int], _ content: (_ append: ([UInt8]) throws -> Void) throws -> Void
  ) throws {
    try archive.begin(name)
    let header = NPYHeader.bytes(type: type, shape: shape)
    try archive.append(Deflate.blocks(of: header), checksum: Checksum(of: header))
    try content { bytes in
      try archive.append(Deflate.blocks(of: bytes), checksum: Checksum(of: bytes))
    }
    try archive.end()
  }

  func discard() { file.discard() }
}
