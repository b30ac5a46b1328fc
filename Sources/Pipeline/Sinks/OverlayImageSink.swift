import Imaging
import Media
import Parallelism
import Rendering

/// The overlay of one still, as a PNG, JPEG or WebP.
package actor OverlayImageSink: Sink {
  private let path: String
  private let overlay: OverlaySettings
  private let workers: Workers
  private var isWritten = false

  /// - Throws: `MediaError` if the file exists and may not be replaced.
  package init(path: String, overlay: OverlaySettings, threads: Int, overwrite: Bool) throws {
    try OutputFiles.checkTarget(path, overwrite: overwrite)
    self.path = path
    self.overlay = overlay
    workers = Workers(count: threads)
  }

  package func write(_ frame: SegmentedFrame) throws {
    guard !isWritten else { throw SinkError.onePicture(path: path) }
    let picture = overlay.render(
      frame.picture, trackIDs: frame.labels, palette: frame.palette, names: frame.names,
      workers: workers)
    try OutputFiles.write((StillFormat(path: path) ?? .png).encode(picture), to: path)
    isWritten = true
  }

  package func finish(isComplete: Bool) -> [String] { ["overlay: \(path)"] }
  package func discard() {}
}
