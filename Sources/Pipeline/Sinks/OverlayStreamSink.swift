import Imaging
import Media
import Parallelism
import Rendering

/// The overlay as an uncompressed picture stream on standard output.
package actor OverlayStreamSink: Sink {
  private let stream: PictureStream
  /// The first pictures, held to measure the frame rate if the stream needs one and it is unknown.
  private var held: (pictures: [Picture], first: MediaTime, last: MediaTime)?
  private var isRateKnown: Bool
  private static let maxHeld = 25
  private static let maxHeldBytes = 64_000_000
  private let overlay: OverlaySettings
  private let workers: Workers

  /// - Parameter rate: frames per second; nil: that of the video or, if it has none, of its first frames.
  package init(
    _ format: PictureStreamFormat, of video: VideoFormat, rate: Rational? = nil, overlay: OverlaySettings, threads: Int
  ) throws {
    self.overlay = overlay
    let rate = rate ?? video.frameRate
    stream = try PictureStream(
      format, size: overlay.size(for: video.size), frameRate: rate, sampleAspectRatio: video.sampleAspectRatio,
      threads: min(16, threads))
    isRateKnown = rate != nil || format == .raw
    workers = Workers(count: threads)
  }

  package func write(_ frame: SegmentedFrame) throws {
    let picture = overlay.render(
      frame.picture, trackIDs: frame.labels, palette: frame.palette, names: frame.names,
      workers: workers)
    if isRateKnown { return try stream.write(picture) }
    var held = self.held ?? ([], frame.time, frame.time)
    held.pictures.append(picture)
    held.last = frame.time
    self.held = held
    let bytes = picture.bytes.count * held.pictures.count
    if held.pictures.count >= Self.maxHeld || bytes >= Self.maxHeldBytes { try release() }
  }

  /// Writes the pictures that were held.
  private func release() throws {
    isRateKnown = true
    guard let held else { return }
    self.held = nil
    if let rate = AverageRate.rate(frames: held.pictures.count, over: held.last.seconds - held.first.seconds) {
      stream.frameRate = rate
    }
    for picture in held.pictures { try stream.write(picture) }
  }

  package func finish(isComplete: Bool) throws -> [String] {
    try release()
    return ["overlay: standard output (\(stream.count) frames, without times and sound)"]
  }

  package func discard() {}
}
