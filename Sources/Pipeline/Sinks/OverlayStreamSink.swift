import Imaging
import Media
import Parallelism
import Rendering

/// The overlay as bare pictures on standard output.
package actor OverlayStreamSink: Sink {
  private let stream: PictureStream
  private let overlay: Overlay
  private let workers: Workers

  package init(
    _ format: PictureStreamFormat, of video: VideoFormat, settings: OverlaySettings, threads: Int
  ) throws {
    overlay = Overlay(settings)
    stream = try PictureStream(
      format, size: overlay.size(for: video.size), frameRate: video.frameRate,
      sampleAspectRatio: video.sampleAspectRatio, threads: min(16, threads))
    workers = Workers(count: threads)
  }

  package func write(_ frame: SegmentedFrame) throws {
    let picture = overlay.render(
      frame.picture, identities: frame.labels, palette: frame.palette, workers: workers)
    try stream.write(picture)
  }

  package func finish(isComplete: Bool) -> [String] {
    ["overlay: standard output (\(stream.count) frames, without times and sound)"]
  }

  package func discard() {}
}
