import Imaging
import Media

/// The outlines of all regions as JSON lines: in each line a GeoJSON feature, in pixels from the upper left corner.
final class GeoJSONExporter: LabelExporter {
  let encoding: @Sendable (ExportedFrame) throws -> [UInt8]
  private let file: OutputBytes
  private var (frames, features) = (0, 0)

  init(path: String, settings: ExportSettings) throws {
    file = try OutputBytes(path: path, overwrite: settings.overwrite)
    let names = settings.names
    encoding = { Self.lines(of: $0, names) }
  }

  func append(_ piece: [UInt8]) throws {
    frames += 1
    features += piece.count { $0 == UInt8(ascii: "\n") }
    try file.write(piece)
  }

  func finish() throws -> String {
    try file.finish()
    return "\(file.path) (\(counted(frames, "frame")), \(counted(features, "feature")))"
  }

  func discard() { file.discard() }

  private static func lines(of frame: ExportedFrame, _ names: [UInt16: String]) -> [UInt8] {
    let time = frame.time
    var text: [UInt8] = []
    for (region, outlines) in zip(frame.labels.runs(byColumns: false), frame.labels.outlines()) {
      text.append("{\"type\":\"Feature\",\"properties\":{\"track_id\":\(region.label),\"frame\":\(frame.index),")
      text.append("\"pts\":\(time.ticks),\"time_base\":\"\(time.timeBase)\",\"seconds\":\(time.seconds),")
      if let name = names[region.label] {
        text.append("\"name\":")
        text.append(json: name)
        text.append(",")
      }
      text.append("\"area\":\(region.area),\"color\":\"\(frame.palette.color(of: region.label).hex)\"},")
      text.append("\"geometry\":{\"type\":\"MultiPolygon\",\"coordinates\":[")
      for (place, part) in outlines.parts.enumerated() {
        text.append(place > 0 ? ",[" : "[")
        for (place, ring) in ([part.outline] + part.holes).enumerated() {
          text.append(place > 0 ? ",[" : "[")
          // A ring ends where it begins.
          for (place, corner) in (ring + ring.prefix(1)).enumerated() {
            text.append(place > 0 ? ",[" : "[")
            text.append(decimals: [corner.x, corner.y])
            text.append("]")
          }
          text.append("]")
        }
        text.append("]")
      }
      text.append("]}}\n")
    }
    return text
  }
}

/// A folder with one SVG for each frame: a path for each region, in its color.
final class SVGExporter: LabelExporter {
  struct Piece: Sendable {
    let name: String
    let text: [UInt8]
  }

  let encoding: @Sendable (ExportedFrame) throws -> Piece
  private let folder: PartialFolder
  private let images: OutputFolder
  private var frames = 0

  init(path: String, settings: ExportSettings) throws {
    folder = try PartialFolder(path: path, overwrite: settings.overwrite)
    images = try folder.folder()
    let names = settings.names
    encoding = { Piece(name: $0.stem + ".svg", text: Self.text(of: $0, names)) }
  }

  func append(_ piece: Piece) throws {
    try images.write(piece.text, to: piece.name)
    frames += 1
  }

  func finish() throws -> String {
    try folder.finish()
    return "\(folder.path) (\(counted(frames, "image")))"
  }

  func discard() { folder.discard() }

  private static func text(of frame: ExportedFrame, _ names: [UInt16: String]) -> [UInt8] {
    let size = frame.labels.size
    var text: [UInt8] = []
    text.append("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \(size.width) \(size.height)\" ")
    text.append("width=\"\(size.width)\" height=\"\(size.height)\" data-frame=\"\(frame.index)\" ")
    text.append("data-seconds=\"\(frame.time.seconds)\">\n")
    for region in frame.labels.outlines() {
      let color = frame.palette.color(of: region.label).hex
      text.append("<path id=\"track-\(region.label)\" fill=\"\(color)\" fill-opacity=\"0.25\" fill-rule=\"evenodd\" ")
      text.append("stroke=\"\(color)\" d=\"")
      for ring in region.parts.flatMap({ [$0.outline] + $0.holes }) {
        for (place, corner) in ring.enumerated() {
          text.append(place == 0 ? "M" : "L")
          text.append(decimals: [corner.x, corner.y])
        }
        text.append("Z")
      }
      if let name = names[region.label] {
        text.append("\"><title>")
        text.append(xml: name)
        text.append("</title></path>\n")
      } else {
        text.append("\"/>\n")
      }
    }
    text.append("</svg>\n")
    return text
  }
}
