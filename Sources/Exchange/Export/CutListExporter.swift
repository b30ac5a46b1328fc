import Imaging
import Media

/// The list of cuts of labels: a shot begins where the number of the shot changes. It needs no label map.
package final class CutListExporter: LabelExporter {
  package struct Piece: Sendable {
    let index: Int
    let time: MediaTime
    let shot: Int?
  }

  package let encoding: @Sendable (ExportedFrame) throws -> Piece = {
    Piece(index: $0.index, time: $0.time, shot: $0.shot)
  }
  private let path: String
  private let format: CutListFormat
  private let settings: ExportSettings
  private let file: OutputBytes
  private var list: CutList

  package init(path: String, format: CutListFormat, settings: ExportSettings) throws {
    self.path = path
    self.format = format
    self.settings = settings
    file = try OutputBytes(path: path, overwrite: settings.overwrite)
    list = CutList(timeBase: settings.timeBase, frameRate: settings.frameRate)
  }

  package func append(_ piece: Piece) throws {
    guard let shot = piece.shot else {
      throw ExchangeError.badFile(
        path: settings.title, place: "frame \(piece.index)", reason: "these labels have no index with shots")
    }
    list.add(frame: piece.index, at: piece.time, shot: shot)
  }

  package func finish() throws -> String {
    try file.write(
      format.text(of: list, title: settings.title, input: settings.input, frameRate: settings.frameRate))
    try file.finish()
    return "\(path) (\(counted(list.shots.count, "shot")))"
  }

  package func discard() { file.discard() }
}
