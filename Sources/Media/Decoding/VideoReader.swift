import CFFmpeg
import Imaging

/// The frames of a video file.
package final class VideoReader: FileReader {
  package let info: MediaInfo
  package let size: PictureSize
  package let timeBase: Rational
  package let frameRate: Rational?
  package let sampleAspectRatio: Rational
  package let colorTags: ColorTags
  package let expectedFrames: Int?

  private let path: String
  private let selection: FrameSelection
  private let frames: ProgressiveFrames
  private let converter: FrameConverter
  /// The time of the stream's first frame; the selection is relative to it.
  private let origin: Int64
  /// The time of the first frame in the range; nil: all are.
  private let first: Int64?
  /// The number of selected frames that are passed over at first.
  private let passed: Int
  private var isAtEnd = false
  /// Whether the input has reached its end.
  private var wasWhole = false
  private var lastTicks: Int64 = 0
  private var inRange = 0
  private var given = 0

  /// Opens the file and decodes its first frame.
  /// - Parameter threads: for decoding and conversion, ≥ 1.
  package convenience init(
    path: String, selection: FrameSelection = .all, workingSize: WorkingSize = .automatic,
    options: InputOptions = InputOptions(), threads: Int = 2, from start: FrameStart? = nil
  ) throws(MediaError) {
    try self.init(
      InputFile(path: path, options: options), selection: selection, workingSize: workingSize, threads: threads,
      from: start)
  }

  convenience init(
    _ file: InputFile, selection: FrameSelection, workingSize: WorkingSize, threads: Int, from start: FrameStart? = nil
  ) throws(MediaError) {
    try self.init(
      OpenedVideo(file, threads: threads), selection: selection, workingSize: workingSize,
      deinterlacing: file.options.deinterlacing, threads: threads, from: start)
  }

  /// Goes on with a video of which no more than the first frame was decoded.
  init(
    _ opened: OpenedVideo, selection: FrameSelection, workingSize: WorkingSize, deinterlacing: Deinterlacing,
    threads: Int, from place: FrameStart? = nil
  ) throws(MediaError) {
    let decoder = opened.decoder
    path = decoder.file.path
    self.selection = selection
    (info, size) = (opened.info, opened.size)
    (timeBase, frameRate) = (decoder.timeBase, opened.frameRate)
    (sampleAspectRatio, colorTags) = (opened.sampleAspectRatio, opened.colorTags)
    expectedFrames = opened.expectedFrames(of: selection)
    origin = decoder.ticks
    converter = try FrameConverter(
      decoder.file, size: size, workingSize: workingSize, codec: decoder.codecID, threads: threads)
    let seeked = place.flatMap { $0.seeks ? $0 : nil }
    let first = seeked?.ticks ?? (selection.start > 0 ? Self.ticks(selection.start, timeBase, after: origin) : nil)
    self.first = first
    passed = seeked == nil ? place?.index ?? 0 : 0
    if let seeked {
      given = seeked.index
      inRange = seeked.index.multipliedReportingOverflow(by: max(1, selection.every)).partialValue
    }
    var (start, isPending) = (decoder, true)
    if let first { (start, isPending) = try Self.skip(decoder, from: origin, to: first, threads) }
    frames = try ProgressiveFrames(start, mode: deinterlacing, isPending: isPending, threads: threads)
  }

  package var warnings: [String] { frames.decoder.damage.lines }

  package var notes: [String] {
    var lines = converter.notes
    let (deinterlaced, unstamped) = (frames.deinterlaced, frames.decoder.clock.unstamped)
    if deinterlaced > 0 { lines.append("frames deinterlaced: \(deinterlaced)") }
    if unstamped > 0 { lines.append("frames without a time stamp, placed after the previous one: \(unstamped)") }
    return lines
  }

  package func next() throws(MediaError) -> Frame? {
    guard let (index, time) = try decodeNext() else { return nil }
    let (frame, orientation) = (frames.frame.pointer, frames.orientation)
    let thumbnail = try converter.thumbnail(frame, orientation: orientation)
    let converted = try converter.convert(frame, orientation: orientation)
    return Frame(
      index: index, time: time, picture: converted.picture, workingPicture: converted.workingPicture,
      thumbnail: thumbnail)
  }

  nonisolated(nonsending) package func nextUnconverted() async throws -> UnconvertedFrame? {
    guard let (index, time) = try decodeNext() else { return nil }
    let kept = try KeptFrame(frames.frame, frames.orientation)
    if let thumbnail = try converter.thumbnail(kept.buffer.pointer, orientation: kept.orientation) {
      return UnconvertedFrame(index: index, time: time, thumbnail: thumbnail) { [converter] in
        try converter.convert(kept.buffer.pointer, orientation: kept.orientation).workingPicture
      }
    }
    let converted = try converter.convert(kept.buffer.pointer, orientation: kept.orientation)
    return UnconvertedFrame(
      Frame(index: index, time: time, picture: converted.picture, workingPicture: converted.workingPicture))
  }

  /// Decodes the next selected frame into `frames`; nil at the end.
  private func decodeNext() throws(MediaError) -> (index: Int, time: MediaTime)? {
    if let maxFrames = selection.maxFrames, given >= maxFrames { return nil }
    let end = selection.duration.map { Self.ticks(selection.start + $0, timeBase, after: origin) }
    while !isAtEnd {
      guard try frames.next() else {
        isAtEnd = true
        wasWhole = true
        try checkDamage()
        break
      }
      lastTicks = frames.ticks
      if let end, frames.ticks >= end {
        isAtEnd = true
        break
      }
      let time = MediaTime(ticks: frames.ticks, timeBase: timeBase)
      let actual = FrameConverter.uprightSize(of: frames.frame.pointer, orientation: frames.orientation)
      if actual != size { frames.decoder.damage.add(.size, at: time, "\(actual) instead of \(size)") }
      try checkDamage()
      if let first, frames.ticks < first { continue }
      inRange += 1
      guard (inRange - 1) % max(1, selection.every) == 0 else { continue }
      if given < passed {
        given += 1
        continue
      }
      given += 1
      return (given - 1, time)
    }
    if given == 0 {
      let end = wasWhole ? MediaTime(ticks: lastTicks &- origin, timeBase: timeBase).seconds : nil
      throw .nothingSelected(path: path, start: selection.start, end: end)
    }
    return nil
  }

  /// Brings the decoder to a key frame at or before `target`. Where the file's index leads behind it, or to a frame that
  /// cannot be decoded alone, everything is decoded from the beginning, so that the pictures are the same either way.
  ///
  /// - Returns: the decoder to continue with, and whether its current frame is the first one.
  private static func skip(
    _ decoder: VideoDecoder, from origin: Int64, to target: Int64, _ threads: Int
  ) throws(MediaError) -> (decoder: VideoDecoder, isPending: Bool) {
    // One tick less, so that deinterlacing has a frame before the first one.
    guard target > origin, decoder.seek(to: target - 1) else { return (decoder, true) }
    if try decoder.next(), decoder.isKeyFrame, decoder.ticks < target { return (decoder, true) }
    let file = try InputFile(path: decoder.file.path, options: decoder.file.options)
    return (try VideoDecoder(file, threads: threads), false)
  }

  private func checkDamage() throws(MediaError) {
    let damage = frames.decoder.damage
    if frames.decoder.file.options.isStrict, let line = damage.lines.first { throw .damaged(path: path, damage: line) }
  }

  /// The first tick not before `seconds` after the origin.
  private static func ticks(_ seconds: Double, _ timeBase: Rational, after origin: Int64) -> Int64 {
    // The small offset absorbs the rounding of decimal seconds such as 0.1.
    let offset = (seconds / timeBase.value - 1e-6).rounded(.up)
    let (ticks, overflow) = origin.addingReportingOverflow(Int64(clamping: offset))
    return overflow ? (offset > 0 ? .max : .min) : ticks
  }
}

/// A reference to a decoded frame that outlives the reader's next one.
private final class KeptFrame {
  let buffer: FrameBuffer
  let orientation: Orientation

  init(_ frame: borrowing FrameBuffer, _ orientation: Orientation) throws(MediaError) {
    buffer = try FrameBuffer()
    self.orientation = orientation
    guard av_frame_ref(buffer.pointer, frame.pointer) >= 0 else { throw .outOfMemory }
  }
}

extension FixedWidthInteger {
  /// The nearest representable value; 0 for NaN.
  init(clamping value: Double) {
    self = Self(exactly: value.rounded(.towardZero)) ?? (value.isNaN ? 0 : value < 0 ? .min : .max)
  }
}
