import Imaging

/// The frames of a video file.
package final class VideoReader: FrameSource {
  package let info: MediaInfo
  package let size: Size
  package let timeBase: Rational
  package let frameRate: Rational?
  package let sampleAspectRatio: Rational

  private let path: String
  private let selection: FrameSelection
  private let threads: Int
  private var decoder: VideoDecoder
  private let converter: FrameConverter
  /// The time of the stream's first frame, from which the selection counts.
  private let origin: Int64
  /// Whether the decoder holds a frame that was not looked at yet.
  private var hasPendingFrame = true
  private var isAtEnd = false
  private var inRange = 0
  private var given = 0

  /// Opens the file and decodes its first frame.
  /// - Parameter threads: for decoding and conversion, ≥ 1.
  package init(
    path: String, selection: FrameSelection = .all, workingSize: WorkingSize = .automatic, threads: Int = 2
  ) throws(MediaError) {
    self.path = path
    self.selection = selection
    self.threads = threads
    decoder = try VideoDecoder(path: path, threads: threads)
    guard try decoder.next() else {
      throw .nothingDecoded(path: path, reason: FFmpegLog.lastError ?? "the video stream is empty")
    }
    info = MediaInfo(decoder.file)
    let orientation = decoder.orientation
    size = FrameConverter.uprightSize(of: decoder.frame.pointer, orientation: orientation)
    timeBase = decoder.timeBase
    frameRate = Rational(decoder.stream.pointee.avg_frame_rate) ?? Rational(decoder.stream.pointee.r_frame_rate)
    sampleAspectRatio = orientation.apply(
      to: Rational(decoder.stream.pointee.sample_aspect_ratio)
        ?? Rational(decoder.frame.pointer.pointee.sample_aspect_ratio) ?? Rational(1, 1))
    origin = decoder.ticks
    converter = try FrameConverter(path: path, size: size, workingSize: workingSize, threads: threads)
    if selection.start > 0 { try skip(to: Self.ticks(selection.start, timeBase, after: origin)) }
  }

  package var expectedFrames: Int? {
    guard let video = info.video else { return nil }
    let rate = frameRate?.value
    let estimate = (video.duration ?? info.duration).flatMap { seconds in rate.map { Int(clamping: seconds * $0) } }
    guard let total = video.declaredFrames ?? estimate else { return selection.maxFrames }
    return selection.expectedFrames(total: total, rate: rate)
  }

  package var warnings: [String] {
    var lines = decoder.damage.warnings
    if converter.scaledFrames > 0 {
      lines.append("\(converter.scaledFrames) frames of another size were scaled to \(size)")
    }
    return lines
  }

  package func next() throws(MediaError) -> Frame? {
    if let maxFrames = selection.maxFrames, given >= maxFrames { return nil }
    let first = Self.ticks(selection.start, timeBase, after: origin)
    let end = selection.duration.map { Self.ticks(selection.start + $0, timeBase, after: origin) }
    while !isAtEnd {
      if hasPendingFrame {
        hasPendingFrame = false
      } else if try !decoder.next() {
        isAtEnd = true
        break
      }
      if let end, decoder.ticks >= end {
        isAtEnd = true
        break
      }
      guard selection.start <= 0 || decoder.ticks >= first else { continue }
      inRange += 1
      guard (inRange - 1) % max(1, selection.every) == 0 else { continue }
      let time = decoder.time
      let converted = try converter.convert(decoder.frame.pointer, orientation: decoder.orientation)
      given += 1
      return Frame(
        index: given - 1, time: time, picture: converted.picture, workingPicture: converted.workingPicture)
    }
    if given == 0 { throw .nothingSelected(path: path, start: selection.start) }
    return nil
  }

  /// Brings the decoder to a key frame at or before `target`. Where the file's index leads behind it, or to a frame that
  /// cannot be decoded alone, everything is decoded from the beginning, so that the pictures are the same either way.
  private func skip(to target: Int64) throws(MediaError) {
    guard target > origin, decoder.seek(to: target) else { return }
    if try decoder.next(), decoder.isKeyFrame, decoder.ticks <= target { return }
    decoder = try VideoDecoder(path: path, threads: threads)
    hasPendingFrame = false
  }

  /// The first tick that is not before `seconds` behind the origin.
  private static func ticks(_ seconds: Double, _ timeBase: Rational, after origin: Int64) -> Int64 {
    // The little that is taken off absorbs the rounding of decimal seconds such as 0.1.
    let offset = (seconds / timeBase.value - 1e-6).rounded(.up)
    let (ticks, overflow) = origin.addingReportingOverflow(Int64(clamping: offset))
    return overflow ? (offset > 0 ? .max : .min) : ticks
  }
}

extension FixedWidthInteger {
  /// The nearest value that fits; 0 for not-a-number.
  init(clamping value: Double) {
    self = Self(exactly: value.rounded(.towardZero)) ?? (value.isNaN ? 0 : value < 0 ? .min : .max)
  }
}
