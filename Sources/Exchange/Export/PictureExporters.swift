import Imaging
import Media
import Rendering

/// A video of the labels in the colors of their tracks.
final class ColorVideoExporter: LabelExporter {
  struct Piece: Sendable {
    let picture: Picture
    let time: MediaTime
  }

  let encoding: @Sendable (ExportedFrame) throws -> Piece = { Piece(picture: painted($0), time: $0.time) }
  private let path: String
  private let writer: VideoWriter

  init(path: String, settings: ExportSettings) throws {
    self.path = path
    writer = try VideoWriter(
      path: path, size: settings.size, timeBase: settings.timeBase, frameRate: settings.frameRate,
      sampleAspectRatio: settings.sampleAspectRatio, threads: settings.threads, overwrite: settings.overwrite)
  }

  func append(_ piece: Piece) throws { try writer.write(piece.picture, at: piece.time) }

  func finish() throws -> String {
    try writer.finish()
    return "\(path) (\(counted(writer.count, "frame")))"
  }

  func discard() { writer.discard() }
}

/// Every pixel in the color of its track.
private func painted(_ frame: ExportedFrame) -> Picture {
  let labels = frame.labels.labels
  let colors = (0...Int(labels.max() ?? 0)).map { label -> RGBColor in frame.palette.color(of: UInt16(label)) }
  var bytes = [UInt8](repeating: 0, count: 3 * labels.count)
  for (n, label) in labels.enumerated() {
    let color = colors[Int(label)]
    bytes[3 * n] = color.red
    bytes[3 * n + 1] = color.green
    bytes[3 * n + 2] = color.blue
  }
  return Picture(size: frame.labels.size, bytes: bytes)
}

/// One region with everything else transparent: a video with an alpha channel, or PNG images.
///
/// Alpha is straight: transparent pixels keep their colors.
final class AlphaExporter: LabelExporter {
  struct Piece: Sendable {
    let content: Content
    /// Whether the region is in the frame.
    let isPresent: Bool
  }

  enum Content: Sendable {
    case image(name: String, bytes: [UInt8])
    case picture(Picture, alpha: [UInt8], time: MediaTime)
  }

  private enum Target {
    case video(AlphaVideoWriter)
    case images(PartialFolder, OutputFolder)
  }

  let encoding: @Sendable (ExportedFrame) throws -> Piece
  private let path: String
  private let trackID: UInt16
  private let target: Target
  private var frames = 0
  private var isPresent = false

  /// - Parameter path: .mov for ProRes 4444, .webm for VP9; else a folder of images.
  init(path: String, trackID: UInt16, settings: ExportSettings) throws {
    self.path = path
    self.trackID = trackID
    let isVideo = AlphaVideoWriter.suits(path)
    target =
      if isVideo {
        .video(
          try AlphaVideoWriter(
            path: path, size: settings.size, timeBase: settings.timeBase, frameRate: settings.frameRate,
            sampleAspectRatio: settings.sampleAspectRatio, colorTags: settings.colorTags, threads: settings.threads,
            overwrite: settings.overwrite))
      } else {
        try Self.images(path, overwrite: settings.overwrite)
      }
    encoding = { frame in
      guard let picture = frame.picture, picture.size == frame.labels.size else {
        throw ExchangeError.noPicture(path: path)
      }
      let alpha: [UInt8] = frame.labels.labels.map { $0 == trackID ? 255 : 0 }
      let isPresent = alpha.contains(255)
      guard !isVideo else {
        return Piece(content: .picture(picture, alpha: alpha, time: frame.time), isPresent: isPresent)
      }
      let image = try PictureImage.png(picture, alpha: alpha)
      return Piece(content: .image(name: frame.stem + ".png", bytes: image), isPresent: isPresent)
    }
  }

  private static func images(_ path: String, overwrite: Bool) throws -> Target {
    let folder = try PartialFolder(path: path, overwrite: overwrite)
    return .images(folder, try folder.folder())
  }

  func append(_ piece: Piece) throws {
    switch (piece.content, target) {
    case (.image(let name, let bytes), .images(_, let folder)): try folder.write(bytes, to: name)
    case (.picture(let picture, let alpha, let time), .video(let writer)):
      try writer.write(picture, alpha: alpha, at: time)
    default: preconditionFailure("pieces and target are of one kind")
    }
    frames += 1
    isPresent = isPresent || piece.isPresent
  }

  func finish() throws -> String {
    guard isPresent else { throw ExchangeError.noTrack(path: path, trackID: trackID) }
    switch target {
    case .video(let writer): try writer.finish()
    case .images(let folder, _): try folder.finish()
    }
    return "\(path) (\(counted(frames, "frame")), track \(trackID))"
  }

  func discard() {
    switch target {
    case .video(let writer): writer.discard()
    case .images(let folder, _): folder.discard()
    }
  }
}
