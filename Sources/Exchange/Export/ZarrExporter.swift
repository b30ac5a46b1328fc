import Compression
import Imaging
import Media

/// A Zarr group, version 2: `labels` (frames × height × width, 16 bits, a chunk for each frame), `seconds` and `pts`.
final class ZarrExporter: LabelExporter {
  struct Piece: Sendable {
    let index: Int
    let chunk: [UInt8]
    let time: MediaTime
  }

  /// The frames in a chunk of the times.
  private static let timesInChunk = 4096

  let encoding: @Sendable (ExportedFrame) throws -> Piece = { frame in
    Piece(index: frame.index, chunk: Zlib.compressed([UInt8](labels: frame.labels.labels)), time: frame.time)
  }

  private let folder: PartialFolder
  private let labels, seconds, ticks: OutputFolder
  private let settings: ExportSettings
  private var times: [MediaTime] = []
  private var frames = 0

  init(path: String, settings: ExportSettings) throws {
    self.settings = settings
    folder = try PartialFolder(path: path, overwrite: settings.overwrite)
    labels = try folder.folder("labels")
    seconds = try folder.folder("seconds")
    ticks = try folder.folder("pts")
  }

  func append(_ piece: Piece) throws {
    try labels.write(piece.chunk, to: "\(frames).0.0")
    times.append(piece.time)
    frames += 1
    if times.count == Self.timesInChunk { try writeTimes() }
  }

  /// A chunk has always its full length; what is behind the end of the array is ignored.
  private func writeTimes() throws {
    guard !times.isEmpty else { return }
    let chunk = (frames - 1) / Self.timesInChunk
    var (a, b): ([UInt8], [UInt8]) = ([], [])
    for time in times {
      a.append(littleEndian: time.seconds.bitPattern)
      b.append(littleEndian: time.ticks)
    }
    let rest = [UInt8](repeating: 0, count: 8 * (Self.timesInChunk - times.count))
    try seconds.write(Zlib.compressed(a + rest), to: "\(chunk)")
    try ticks.write(Zlib.compressed(b + rest), to: "\(chunk)")
    times.removeAll(keepingCapacity: true)
  }

  func finish() throws -> String {
    try writeTimes()
    let size = settings.size
    let group = try folder.folder()
    try group.write(Array("{\"zarr_format\":2}\n".utf8), to: ".zgroup")
    var attributes: [UInt8] = []
    attributes.append("{\"title\":")
    attributes.append(json: settings.title)
    attributes.append(",\"time_base\":\"\(settings.timeBase)\"}\n")
    try group.write(attributes, to: ".zattrs")
    try describe(
      labels, type: "<u2", shape: [frames, size.height, size.width], chunk: [1, size.height, size.width],
      axes: ["time", "y", "x"])
    try describe(seconds, type: "<f8", shape: [frames], chunk: [Self.timesInChunk], axes: ["time"])
    try describe(ticks, type: "<i8", shape: [frames], chunk: [Self.timesInChunk], axes: ["time"])
    try folder.finish()
    return "\(folder.path) (\(frames) × \(size.height) × \(size.width))"
  }

  private func describe(_ folder: OutputFolder, type: String, shape: [Int], chunk: [Int], axes: [String]) throws {
    let array =
      "{\"zarr_format\":2,\"shape\":\(shape),\"chunks\":\(chunk),\"dtype\":\"\(type)\",\"order\":\"C\",\"fill_value\":0,"
      + "\"compressor\":{\"id\":\"zlib\",\"level\":1},\"filters\":null}\n"
    try folder.write(Array(array.utf8), to: ".zarray")
    // The names of the axes, as xarray reads them.
    try folder.write(Array("{\"_ARRAY_DIMENSIONS\":\(axes)}\n".utf8), to: ".zattrs")
  }

  func discard() { folder.discard() }
}
