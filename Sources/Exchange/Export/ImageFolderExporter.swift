import Imaging
import Media

/// The folders of DAVIS and YouTube-VOS: one palette image for each frame, whose values are the track IDs.
final class ImageFolderExporter: LabelExporter {
  enum Layout: Sendable {
    /// `Annotations/480p/TITLE/NAME.png`, `ImageSets/2017/val.txt`.
    case davis
    /// `Annotations/TITLE/NAME.png`, and `meta.json` with the frames of each track.
    case youTubeVOS

    /// The largest track ID. DAVIS reads 255 as "void".
    var limit: UInt16 { self == .davis ? 254 : 255 }
    var name: String { self == .davis ? "DAVIS" : "YouTube-VOS" }
  }

  struct Piece: Sendable {
    let index: Int
    let stem: String
    let image: [UInt8]
    let trackIDs: [UInt16]
  }

  let encoding: @Sendable (ExportedFrame) throws -> Piece
  private let layout: Layout
  private let title: String
  private let folder: PartialFolder
  private let images: OutputFolder
  private let names: TrackSpool
  private var frames = 0

  init(path: String, layout: Layout, settings: ExportSettings) throws {
    self.layout = layout
    title = settings.title
    folder = try PartialFolder(path: path, overwrite: settings.overwrite)
    images = try folder.folder(layout == .davis ? "Annotations/480p/\(title)" : "Annotations/\(title)")
    names = try TrackSpool(besides: path)
    encoding = { frame in
      let trackIDs = frame.labels.areas().map(\.label).filter { $0 != 0 }
      if let largest = trackIDs.last, largest > layout.limit {
        throw ExchangeError.trackTooLarge(
          path: path, format: layout.name, trackID: largest, limit: Int(layout.limit))
      }
      return Piece(
        index: frame.index, stem: frame.stem,
        image: try LabelImage.indexedPNG(frame.labels, palette: frame.palette.colors), trackIDs: trackIDs)
    }
  }

  func append(_ piece: Piece) throws {
    try images.write(piece.image, to: piece.stem + ".png")
    frames += 1
    guard layout == .youTubeVOS else { return }
    for trackID in piece.trackIDs { try names.append(Array(piece.stem.utf8), frame: piece.index, to: Int(trackID)) }
  }

  func finish() throws -> String {
    switch layout {
    case .davis: try folder.folder("ImageSets/2017").write(Array("\(title)\n".utf8), to: "val.txt")
    case .youTubeVOS: try writeMeta()
    }
    try folder.finish()
    return "\(folder.path) (\(counted(frames, "image")))"
  }

  private func writeMeta() throws {
    let file = try OutputBytes("meta.json", in: folder.folder())
    do {
      var text: [UInt8] = []
      text.append("{\"videos\":{")
      text.append(json: title)
      text.append(":{\"objects\":{")
      try file.write(text)
      for (place, track) in names.tracks.enumerated() {
        try file.write("\(place > 0 ? "," : "")\n\"\(track)\":{\"category\":\"region\",\"frames\":[")
        var isFirst = true
        try names.forEach(of: track) { record in
          var text: [UInt8] = []
          if !isFirst { text.append(",") }
          text.append(json: record.bytes)
          try file.write(text)
          isFirst = false
        }
        try file.write("]}")
      }
      try file.write("}}}}\n")
      try file.finish()
    } catch {
      file.discard()
      throw error
    }
  }

  func discard() { folder.discard() }
}
