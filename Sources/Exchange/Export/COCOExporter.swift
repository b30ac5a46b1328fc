import Imaging
import Media

/// COCO's JSON: one image for each frame, one annotation for each region of a frame, with its `track_id`.
final class COCOExporter: LabelExporter {
  enum Shape: Sendable {
    /// Compressed run lengths, as pycocotools writes them.
    case runLengths
    /// Outlines along the sides of the pixels. A hole is joined to the outline of its part by a line.
    case polygons
  }

  struct Piece: Sendable {
    let image: [UInt8]
    /// An annotation without its `id`.
    let annotations: [[UInt8]]
  }

  let encoding: @Sendable (ExportedFrame) throws -> Piece
  private let file: OutputBytes
  /// The images, which follow the annotations.
  private let images: Spool
  private var (frames, annotations) = (0, 0)

  init(path: String, shape: Shape, settings: ExportSettings) throws {
    file = try OutputBytes(path: path, overwrite: settings.overwrite)
    images = try Spool(besides: path)
    let categories = Categories(settings.names)
    encoding = { frame in
      Piece(
        image: Self.image(frame),
        annotations: shape == .polygons ? Self.polygons(frame, categories) : Self.runLengths(frame, categories))
    }
    var text: [UInt8] = []
    text.append("{\"info\":{\"description\":")
    text.append(json: settings.title)
    text.append(",\"version\":\"1.0\"},\"licenses\":[],")
    text.append(contentsOf: categories.json(under: ""))
    text.append(",\n\"annotations\":[")
    try file.write(text)
  }

  func append(_ piece: Piece) throws {
    try images.append(Array((frames > 0 ? ",\n" : "\n").utf8) + piece.image)
    frames += 1
    var text: [UInt8] = []
    for annotation in piece.annotations {
      text.append(annotations > 0 ? ",\n{\"id\":" : "\n{\"id\":")
      annotations += 1
      text.append(decimal: annotations)
      text.append(contentsOf: annotation)
    }
    try file.write(text)
  }

  func finish() throws -> String {
    try file.write("],\n\"images\":[")
    try images.forEachBlock { try file.write($0) }
    try file.write("]}\n")
    try file.finish()
    return "\(file.path) (\(counted(frames, "image")), \(counted(annotations, "annotation")))"
  }

  func discard() { file.discard() }

  /// The time is not COCO's; readers ignore it, and the import uses it.
  private static func image(_ frame: ExportedFrame) -> [UInt8] {
    var text: [UInt8] = []
    text.append("{\"id\":\(frame.index + 1),\"file_name\":")
    text.append(json: frame.imageName)
    text.append(",\"width\":\(frame.labels.size.width),\"height\":\(frame.labels.size.height),")
    text.append("\"frame\":\(frame.index),\"pts\":\(frame.time.ticks),\"time_base\":\"\(frame.time.timeBase)\"}")
    return text
  }

  private static func runLengths(_ frame: ExportedFrame, _ categories: Categories) -> [[UInt8]] {
    let size = frame.labels.size
    return frame.labels.runs(byColumns: true).map { region in
      var text = head(frame, region, categories.id(of: region.label))
      text.append("{\"size\":[\(size.height),\(size.width)],\"counts\":")
      text.append(json: COCOMask.text(of: COCOMask.counts(of: region, in: size)))
      text.append("}}")
      return text
    }
  }

  private static func polygons(_ frame: ExportedFrame, _ categories: Categories) -> [[UInt8]] {
    let regions = frame.labels.runs(byColumns: false)
    return zip(regions, frame.labels.outlines()).map { region, outlines in
      var text = head(frame, region, categories.id(of: region.label))
      text.append("[")
      for (place, part) in outlines.parts.enumerated() {
        text.append(place > 0 ? ",[" : "[")
        text.append(decimals: part.joined.lazy.flatMap { [$0.x, $0.y] })
        text.append("]")
      }
      text.append("]}")
      return text
    }
  }

  private static func head(_ frame: ExportedFrame, _ region: RegionRuns, _ category: Int) -> [UInt8] {
    let box = region.bounds
    var text: [UInt8] = []
    text.append(
      ",\"image_id\":\(frame.index + 1),\"category_id\":\(category),\"track_id\":\(region.label),\"iscrowd\":0,")
    // Where CVAT and Datumaro look for it.
    text.append("\"attributes\":{\"track_id\":\(region.label)},")
    text.append(
      "\"area\":\(region.area),\"bbox\":[\(box.left),\(box.top),\(box.width),\(box.height)],\"segmentation\":")
    return text
  }
}

extension RegionOutlines.Part {
  /// The outline and the holes as one polygon, filled by the even-odd rule: each line to a hole is passed twice.
  fileprivate var joined: [RegionOutlines.Corner] {
    guard let start = outline.first, !holes.isEmpty else { return outline }
    var corners = outline + [start]
    for hole in holes {
      guard let first = hole.first else { continue }
      corners += hole + [first, start]
    }
    return corners
  }
}
