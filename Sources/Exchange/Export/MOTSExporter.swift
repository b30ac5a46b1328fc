import Imaging
import Media

/// The text of MOTS and KITTI MOTS, one region of a frame a line: frame, object ID, class, height, width, mask.
///
/// All regions are of class 1, so their object IDs are 1000 + track ID. MOTS counts frames from 1, KITTI from 0.
final class MOTSExporter: LabelExporter {
  let encoding: @Sendable (ExportedFrame) throws -> [UInt8]
  private let file: OutputBytes
  private var (frames, lines) = (0, 0)

  init(path: String, firstFrame: Int, settings: ExportSettings) throws {
    file = try OutputBytes(path: path, overwrite: settings.overwrite)
    encoding = { frame in
      let size = frame.labels.size
      var text: [UInt8] = []
      for region in frame.labels.runs(byColumns: true) {
        text.append("\(firstFrame + frame.index) \(1000 + Int(region.label)) 1 \(size.height) \(size.width) ")
        text.append(contentsOf: COCOMask.text(of: COCOMask.counts(of: region, in: size)))
        text.append("\n")
      }
      return text
    }
  }

  func append(_ piece: [UInt8]) throws {
    frames += 1
    lines += piece.count { $0 == UInt8(ascii: "\n") }
    try file.write(piece)
  }

  func finish() throws -> String {
    try file.finish()
    return "\(file.path) (\(counted(frames, "frame")), \(counted(lines, "mask")))"
  }

  func discard() { file.discard() }
}
