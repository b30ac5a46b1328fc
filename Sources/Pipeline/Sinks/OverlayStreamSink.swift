import Identities
import Imaging
import Media
import Parallelism

/// The overlay as bare pictures on standard output.
package actor OverlayStreamSink: Sink {
  private let stream: PictureStream
  private let overlay: Overlay
  private let workers: Workers

  package init(
    _ format: PictureStreamFormat, of video: VideoFormat, settings: OverlaySettings, threads: Int
  ) throws {
    stream = try PictureStream(
      format, size: video.size, frameRate: video.frameRate, sampleAspectRatio: video.sampleAspectRatio,
      threads: min(16, threads))
    overlay = Overlay(settings)
    workers = Workers(count: threads)
  }

  package func write(_ frame: SegmentedFrame) throws {
    try stream.write(overlay.render(frame.picture, identities: frame.labels, workers: workers))
  }

  package func finish(isComplete: Bool) -> [String] {
    ["overlay: standard output (\(stream.count) frames, without times and sound)"]
  }

  package func discard() {}
}
