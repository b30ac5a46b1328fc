import Identities
import Imaging
import Media
import Parallelism

/// The overlay video: the picture tinted by identity, with the source's times and sound.
package actor OverlaySink: Sink {
  private let path: String
  private let writer: VideoWriter
  private let overlay: Overlay
  private let workers: Workers
  private var count = 0

  /// - Parameter audio: the file whose sound goes along; nil for none.
  /// - Throws: `MediaError` when the file can not be made.
  package init(
    path: String, format: VideoFormat, audio: AudioSource?, settings: OverlaySettings, threads: Int, overwrite: Bool
  ) throws {
    self.path = path
    writer = try VideoWriter(
      path: path, size: format.size, timeBase: format.timeBase, frameRate: format.frameRate,
      sampleAspectRatio: format.sampleAspectRatio, audio: audio,
      options: VideoEncoding(crf: settings.crf, preset: settings.preset.rawValue, threads: min(16, threads)),
      overwrite: overwrite)
    overlay = Overlay(settings)
    workers = Workers(count: threads)
  }

  package func write(_ frame: SegmentedFrame) throws {
    let picture = overlay.render(frame.picture, identities: frame.labels, workers: workers)
    try writer.write(picture, at: frame.time)
    count += 1
  }

  package func finish(isComplete: Bool) throws -> [String] {
    try writer.finish(isComplete: isComplete)
    return ["overlay: \(path) (\(count) frames)"] + writer.notes.map { "overlay: \($0)" }
  }

  package func discard() { writer.discard() }
}

/// What a video that is written needs to know of the one that is read.
package struct VideoFormat: Sendable {
  package let size: Size
  package let timeBase: Rational
  package let frameRate: Rational?
  package let sampleAspectRatio: Rational

  package init(_ source: any FrameSource) {
    size = source.size
    timeBase = source.timeBase
    frameRate = source.frameRate
    sampleAspectRatio = source.sampleAspectRatio
  }
}
