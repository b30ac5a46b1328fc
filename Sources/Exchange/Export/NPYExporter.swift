import Imaging
import Media

/// One NumPy array of the labels: frames × height × width, 16 bits, not compressed, so that it can be mapped into memory.
final class NPYExporter: LabelExporter {
  let encoding: @Sendable (ExportedFrame) throws -> [UInt8] = { [UInt8](labels: $0.labels.labels) }
  private let file: OutputBytes
  private let size: PictureSize
  private var frames = 0

  init(path: String, settings: ExportSettings) throws {
    size = settings.size
    file = try OutputBytes(path: path, overwrite: settings.overwrite)
    try file.write(header)
  }

  private var header: [UInt8] { NPYHeader.bytes(type: "<u2", shape: [frames, size.height, size.width]) }

  func append(_ piece: [UInt8]) throws {
    frames += 1
    try file.write(piece)
  }

  func finish() throws -> String {
    try file.patch(header, at: 0)
    try file.finish()
    return "\(file.path) (\(frames) × \(size.height) × \(size.width))"
  }

  func discard() { file.discard() }
}
