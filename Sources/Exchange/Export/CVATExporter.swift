import Imaging
import Media

/// CVAT's XML, version 1.1: for video, with one track for each track ID, or for images, with the masks of each image.
///
/// CVAT has no tracks of masks: it reads them as single masks, and gives each its own track when it exports them. So
/// every mask has its track ID as an attribute.
final class CVATExporter: LabelExporter {
  enum Kind: Sendable {
    case video, images
  }

  struct Piece: Sendable {
    let index: Int
    let name: String
    let masks: [Mask]
  }

  struct Mask: Sendable {
    let trackID: UInt16
    /// The attributes with the mask.
    let text: [UInt8]
  }

  let encoding: @Sendable (ExportedFrame) throws -> Piece
  private let file: OutputBytes
  private let kind: Kind
  private let settings: ExportSettings
  private let categories: Categories
  private let masks: TrackSpool
  private let images: Spool
  private var frames = 0

  init(path: String, kind: Kind, settings: ExportSettings) throws {
    self.kind = kind
    self.settings = settings
    categories = Categories(settings.names)
    file = try OutputBytes(path: path, overwrite: settings.overwrite)
    masks = try TrackSpool(besides: path)
    images = try Spool(besides: path)
    encoding = { frame in
      Piece(
        index: frame.index, name: frame.imageName,
        masks: frame.labels.runs(byColumns: false).map { region in
          let box = region.bounds
          var text: [UInt8] = []
          text.append("rle=\"")
          text.append(decimals: CVATMask.counts(of: region, in: frame.labels.size), separator: ", ")
          text.append("\" left=\"\(box.left)\" top=\"\(box.top)\" width=\"\(box.width)\" height=\"\(box.height)\"")
          return Mask(trackID: region.label, text: text)
        })
    }
  }

  func append(_ piece: Piece) throws {
    frames += 1
    if kind == .video {
      for mask in piece.masks { try masks.append(mask.text, frame: piece.index, to: Int(mask.trackID)) }
      return
    }
    var text: [UInt8] = []
    text.append("  <image id=\"\(piece.index)\" name=\"")
    text.append(xml: piece.name)
    text.append("\" width=\"\(settings.size.width)\" height=\"\(settings.size.height)\">\n")
    for mask in piece.masks {
      text.append("    <mask label=\"")
      text.append(xml: categories.name(of: mask.trackID))
      text.append("\" source=\"auto\" occluded=\"0\" ")
      text.append(contentsOf: mask.text)
      text.append(" z_order=\"0\">\n      ")
      text.append(Self.attribute(Int(mask.trackID)))
      text.append("\n    </mask>\n")
    }
    text.append("  </image>\n")
    try images.append(text)
  }

  func finish() throws -> String {
    try file.write(meta)
    try images.forEachBlock { try file.write($0) }
    let tracks = masks.tracks
    for track in tracks { try write(track) }
    try file.write(Array("</annotations>\n".utf8))
    try file.finish()
    return "\(file.path) (\(counted(frames, "frame"))" + (kind == .video ? ", \(counted(tracks.count, "track")))" : ")")
  }

  /// A mask ends where the track is missing in the next frame: it is said to be outside there.
  private func write(_ track: Int) throws {
    var head: [UInt8] = []
    head.append("  <track id=\"\(track)\" label=\"")
    head.append(xml: categories.name(of: UInt16(clamping: track)))
    head.append("\" source=\"auto\">\n")
    try file.write(head)
    var last: TrackSpool.Record?
    /// - Parameter frame: the next one with the track, or the number of frames.
    func end(before frame: Int) throws {
      guard let ended = last, ended.frame + 1 < frame else { return }
      try file.write(mask(ended.bytes, frame: ended.frame + 1, track: track, isOutside: true))
    }
    try masks.forEach(of: track) { record in
      try end(before: record.frame)
      try file.write(mask(record.bytes, frame: record.frame, track: track, isOutside: false))
      last = record
    }
    try end(before: frames)
    try file.write("  </track>\n")
  }

  private func mask(_ bytes: [UInt8], frame: Int, track: Int, isOutside: Bool) -> [UInt8] {
    var text: [UInt8] = []
    text.append("    <mask frame=\"\(frame)\" keyframe=\"1\" outside=\"\(isOutside ? 1 : 0)\" occluded=\"0\" ")
    text.append(contentsOf: bytes)
    text.append(" z_order=\"0\">\n      ")
    text.append(Self.attribute(track))
    text.append("\n    </mask>\n")
    return text
  }

  private static func attribute(_ track: Int) -> String { "<attribute name=\"track_id\">\(track)</attribute>" }

  private var meta: [UInt8] {
    var text: [UInt8] = []
    text.append(
      "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<annotations>\n  <version>1.1</version>\n  <meta>\n    <task>\n")
    text.append("      <name>")
    text.append(xml: settings.title)
    text.append("</name>\n      <size>\(frames)</size>\n")
    text.append("      <mode>\(kind == .video ? "interpolation" : "annotation")</mode>\n      <overlap>0</overlap>\n")
    text.append("      <start_frame>0</start_frame>\n      <stop_frame>\(max(0, frames - 1))</stop_frame>\n")
    text.append("      <labels>\n")
    for name in categories.names {
      text.append("        <label>\n          <name>")
      text.append(xml: name)
      text.append("</name>\n          <attributes>\n")
      text.append(
        "            <attribute>\n              <name>track_id</name>\n              <mutable>False</mutable>\n")
      text.append("              <input_type>number</input_type>\n              <default_value>0</default_value>\n")
      text.append("              <values>0\n65535\n1</values>\n            </attribute>\n          </attributes>\n")
      text.append("        </label>\n")
    }
    text.append(
      "      </labels>\n      <original_size>\n        <width>\(settings.size.width)</width>\n")
    text.append("        <height>\(settings.size.height)</height>\n      </original_size>\n    </task>\n  </meta>\n")
    return text
  }

  func discard() { file.discard() }
}
