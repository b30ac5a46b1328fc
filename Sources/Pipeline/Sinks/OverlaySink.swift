import Imaging
import Media
import Parallelism
import Rendering

/// The overlay video: tracks over the picture, with the source's times and all streams that the container supports.
package actor OverlaySink: Sink {
  private let name: String
  let writer: VideoWriter
  private let overlay: OverlaySettings
  private let workers: Workers

  /// - Parameters:
  ///   - path: nil for standard output.
  ///   - streams: the file whose sound, subtitles and metadata are included; nil for none.
  ///   - isResumable: whether packets are kept in a work file, so that ``suspend()`` can be called.
  ///   - state: the state to resume from.
  /// - Throws: `MediaError` if the file can not be created.
  package init(
    path: String?, format: VideoFormat, streams: StreamSource?, overlay: OverlaySettings, encoding: EncodingSettings,
    threads: Int,
    overwrite: Bool, isResumable: Bool = false, from state: State? = nil
  ) throws {
    name = path ?? "standard output"
    self.overlay = overlay
    writer = try VideoWriter(
      path: path, size: overlay.size(for: format.size), timeBase: format.timeBase, frameRate: format.frameRate,
      sampleAspectRatio: format.sampleAspectRatio, colorTags: format.colorTags, streams: streams,
      encoding: encoding, threads: min(16, threads), overwrite: overwrite || state != nil, isResumable: isResumable,
      from: state)
    workers = Workers(count: threads)
  }

  package func write(_ frame: SegmentedFrame) throws {
    let picture = overlay.render(
      frame.picture, trackIDs: frame.labels, palette: frame.palette, names: frame.names,
      workers: workers)
    try writer.write(picture, at: frame.time)
  }

  package func finish(isComplete: Bool) throws -> [String] {
    try writer.finish(isComplete: isComplete)
    return ["overlay: \(name) (\(writer.count) frame\(writer.count == 1 ? "" : "s"))"]
      + writer.notes.map { "overlay: \($0)" }
  }

  package func discard() { writer.discard() }
}

/// The properties of the input video that an output video needs.
package struct VideoFormat: Sendable {
  package let size: PictureSize
  package let timeBase: Rational
  package var frameRate: Rational?
  package let sampleAspectRatio: Rational
  package let colorTags: ColorTags

  package init(
    size: PictureSize, timeBase: Rational, frameRate: Rational?, sampleAspectRatio: Rational,
    colorTags: ColorTags = .bt709
  ) {
    self.size = size
    self.timeBase = timeBase
    self.frameRate = frameRate
    self.sampleAspectRatio = sampleAspectRatio
    self.colorTags = colorTags
  }

  /// - Parameters:
  ///   - size: where it is not that of the source.
  ///   - every: of so many frames one is written, ≥ 1.
  package init(_ source: any FrameReader, size: PictureSize? = nil, every: Int = 1) {
    self.size = size ?? source.size
    timeBase = source.timeBase
    frameRate = source.frameRate.flatMap { rate in
      let (denominator, overflow) = rate.denominator.multipliedReportingOverflow(by: max(1, every))
      return overflow || denominator > Int(Int32.max) ? nil : Rational(rate.numerator, denominator)
    }
    sampleAspectRatio = source.sampleAspectRatio
    colorTags = source.colorTags
  }
}
