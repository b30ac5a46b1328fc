import Imaging
import Media
import Pipeline

/// The frames of a chunk's ranges, in order. Every frame is compared with the index of the film.
///
/// Gaps are passed over by seeking to a key frame. Where a seek leads to other frames than the index has, as in files
/// without an index, the film is decoded from the beginning.
final class PlannedFrames: FrameReader {
  private let video: Video
  private let settings: DecodeSettings
  private let threads: Int
  private let index: FilmIndex
  /// Whether pictures must be those of the index: the same kernels and libraries decoded them.
  private let isSameArithmetic: Bool
  /// The frames that are left.
  private var left: [Range<Int>]
  private var reader: any FileReader
  /// The next frame of the reader.
  private var place: Int
  /// Whether seeks were found to be wrong.
  private(set) var decodesFromStart = false

  /// Shorter gaps are decoded: a seek decodes from a key frame, too.
  private static let minGap = 250

  /// - Throws: `MediaError`.
  init(
    _ video: Video, _ settings: DecodeSettings, _ ranges: [FrameRange], index: FilmIndex, isSameArithmetic: Bool,
    threads: Int
  ) throws(MediaError) {
    self.video = video
    self.settings = settings
    self.threads = threads
    self.index = index
    self.isSameArithmetic = isSameArithmetic
    left = ranges.map(\.frames).reversed()
    reader = try video.openFile(settings, threads: threads)
    place = 0
  }

  var info: MediaInfo { reader.info }
  var size: PictureSize { reader.size }
  var timeBase: Rational { reader.timeBase }
  var frameRate: Rational? { reader.frameRate }
  var sampleAspectRatio: Rational { reader.sampleAspectRatio }
  var colorTags: ColorTags { reader.colorTags }
  var expectedFrames: Int? { left.reduce(0) { $0 + $1.count } }
  var warnings: [String] { reader.warnings }
  var notes: [String] { reader.notes }

  nonisolated(nonsending) func nextFrame() async throws -> Frame? { try next() }

  func next() throws -> Frame? {
    guard let range = left.popLast() else { return nil }
    if range.count > 1 { left.append((range.lowerBound + 1)..<range.upperBound) }
    return try frame(range.lowerBound)
  }

  private func frame(_ wanted: Int) throws -> Frame {
    let gap = wanted - place
    if gap < 0 || gap > Self.minGap { try open(wanted) }
    if let frame = try read(wanted), isPlanned(frame) { return frame }
    // The seek was wrong, or its effects show only now.
    if !decodesFromStart {
      decodesFromStart = true
      try open(wanted)
      if let frame = try read(wanted), isPlanned(frame) { return frame }
    }
    throw JobError.filmDiffers(path: video.name, reason: "frame \(wanted) is another one")
  }

  private func isPlanned(_ frame: Frame) -> Bool {
    frame.index == place - 1 && index.hasTime(of: frame) && (!isSameArithmetic || index.hasPicture(of: frame))
  }

  private func open(_ wanted: Int) throws(MediaError) {
    let start = FrameStart(index: wanted, ticks: index.ticks[wanted], seeks: !decodesFromStart)
    reader = try video.openFile(settings, threads: threads, from: start)
    place = wanted
  }

  /// Reads up to a frame; nil if the film ends before it.
  private func read(_ wanted: Int) throws(MediaError) -> Frame? {
    while let frame = try reader.next() {
      place += 1
      if place > wanted { return frame }
    }
    return nil
  }
}
