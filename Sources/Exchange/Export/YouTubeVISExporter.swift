import Imaging
import Media

/// The JSON of YouTube-VIS and OVIS: one video, one annotation for each track, with a mask or null for each frame. Run lengths
/// are not compressed, as in the data sets: TrackEval reads no others.
final class YouTubeVISExporter: LabelExporter {
  struct Piece: Sendable {
    let index: Int
    let fileName: String
    let time: MediaTime
    let masks: [Mask]
  }

  struct Mask: Sendable {
    let trackID: UInt16
    let area: Int
    let bounds: PixelBounds
    /// Run lengths as text, with commas.
    let counts: [UInt8]
  }

  let encoding: @Sendable (ExportedFrame) throws -> Piece
  private let file: OutputBytes
  private let masks: TrackSpool
  private let names: Spool
  private let times: Spool
  private let settings: ExportSettings
  private let categories: Categories
  private var frames = 0

  init(path: String, settings: ExportSettings) throws {
    self.settings = settings
    categories = Categories(settings.names)
    file = try OutputBytes(path: path, overwrite: settings.overwrite)
    masks = try TrackSpool(besides: path)
    names = try Spool(besides: path)
    times = try Spool(besides: path)
    let title = settings.title
    encoding = { frame in
      let size = frame.labels.size
      return Piece(
        index: frame.index, fileName: "\(title)/\(frame.source ?? padded(frame.index, 5) + ".jpg")", time: frame.time,
        masks: frame.labels.runs(byColumns: true).map {
          var counts: [UInt8] = []
          counts.append(decimals: COCOMask.counts(of: $0, in: size))
          return Mask(trackID: $0.label, area: $0.area, bounds: $0.bounds, counts: counts)
        })
    }
  }

  func append(_ piece: Piece) throws {
    var name: [UInt8] = []
    if frames > 0 { name.append(",") }
    name.append(json: piece.fileName)
    try names.append(name)
    try times.append(Array("\(frames > 0 ? "," : "")\(piece.time.ticks)".utf8))
    frames += 1
    for mask in piece.masks {
      // The area and the box are in front of the mask, so that they can be read apart.
      var record: [UInt8] = []
      let box = mask.bounds
      record.append(decimals: [mask.area, box.left, box.top, box.width, box.height])
      record.append("\n")
      record.append(contentsOf: mask.counts)
      try masks.append(record, frame: piece.index, to: Int(mask.trackID))
    }
  }

  func finish() throws -> String {
    var text: [UInt8] = []
    text.append("{\"info\":{\"description\":")
    text.append(json: settings.title)
    text.append("},\"licenses\":[],")
    text.append(contentsOf: categories.json(under: "object"))
    text.append(",\n")
    text.append("\"videos\":[{\"id\":1,\"width\":\(settings.size.width),\"height\":\(settings.size.height),")
    text.append("\"length\":\(frames),\"time_base\":\"\(settings.timeBase)\",\"pts\":[")
    try file.write(text)
    try times.forEachBlock { try file.write($0) }
    try file.write("],\"file_names\":[")
    try names.forEachBlock { try file.write($0) }
    try file.write("]}],\n\"annotations\":[")
    let tracks = masks.tracks
    for (place, track) in tracks.enumerated() {
      try file.write(place > 0 ? ",\n" : "\n")
      try write(track)
    }
    try file.write("]}\n")
    try file.finish()
    return "\(file.path) (\(counted(frames, "frame")), \(counted(tracks.count, "track")))"
  }

  private func write(_ track: Int) throws {
    let size = settings.size
    try file.write(
      "{\"id\":\(track),\"track_id\":\(track),\"video_id\":1,\"category_id\":\(categories.id(of: UInt16(clamping: track))),\"iscrowd\":0,\"width\":\(size.width),"
        + "\"height\":\(size.height),\"length\":\(frames),\"segmentations\":[")
    try writeList(of: track) { _, counts in
      var text: [UInt8] = []
      text.append("{\"size\":[\(size.height),\(size.width)],\"counts\":[")
      text.append(contentsOf: counts)
      text.append("]}")
      return text
    }
    try file.write("],\"bboxes\":[")
    try writeList(of: track) { numbers, _ in
      var text = Array("[".utf8)
      text.append(contentsOf: numbers.drop { $0 != UInt8(ascii: ",") }.dropFirst())
      text.append("]")
      return text
    }
    try file.write("],\"areas\":[")
    try writeList(of: track) { numbers, _ in Array(numbers.prefix { $0 != UInt8(ascii: ",") }) }
    try file.write("]}")
  }

  /// One entry for each frame of the video, `null` for those without the track.
  private func writeList(of track: Int, _ entry: (_ numbers: [UInt8], _ counts: [UInt8]) -> [UInt8]) throws {
    var next = 0
    func fill(to end: Int) throws {
      while next < end {
        let count = min(end - next, 1 << 16)
        let nulls = Array(repeating: "null", count: count).joined(separator: ",")
        try file.write((next > 0 ? "," : "") + nulls)
        next += count
      }
    }
    try masks.forEach(of: track) { record in
      try fill(to: record.frame)
      let parts = record.bytes.split(separator: UInt8(ascii: "\n"), maxSplits: 1, omittingEmptySubsequences: false)
      if next > 0 { try file.write(",") }
      try file.write(entry(Array(parts[0]), Array(parts[1])))
      next += 1
    }
    try fill(to: frames)
  }

  func discard() { file.discard() }
}
