import Foundation
import Imaging
import Labels
import Media
import Pipeline
import Rendering

/// Draws labels over a video, whichever program made them.
///
/// Each picture shows the last label map that is not later. Labels without times belong to the pictures in order. A map
/// of another size is scaled.
///
/// ```swift
/// try await Overlaying("clip.labels", on: Video(opening: "clip.mp4")).write(to: .overlay(path: "out.mp4"))
/// ```
public struct Overlaying: Sendable {
  public var overlay = OverlaySettings()
  public var encoding = EncodingSettings()
  public var threads = ProcessInfo.processInfo.activeProcessorCount
  private let labels: String
  private let input: String

  /// - Parameters:
  ///   - labels: a folder of label images, or a label video.
  ///   - input: a video, a folder of images, or a pattern.
  public init(_ labels: String, on input: String) {
    self.labels = labels
    self.input = input
  }

  /// About how many pictures the overlay will have, if the input says.
  ///
  /// - Throws: `MediaError`, `LabelError`.
  public var expectedFrames: Int? {
    get throws {
      let maps = try SavedMaps(labels, withMaps: false)
      let pictures = try openInput(maps).expectedFrames
      // Labels without times end with the last one.
      return maps.hasIndex || maps.files.isVideo ? pictures : [pictures, maps.imageCount].compactMap(\.self).min()
    }
  }

  /// Writes the overlay. It ends with the labels or with the input.
  ///
  /// - Parameters:
  ///   - output: an overlay of any kind.
  ///   - overwrite: whether an existing file may be replaced.
  ///   - progress: called for every written frame; returning false ends the overlay and completes it.
  /// - Throws: `MediaError`, `LabelError`, `SinkError` if nothing was started; otherwise `PipelineFailure`.
  @discardableResult
  public func write(
    to output: RunOutput, overwrite: Bool = false, progress: (SegmentedFrame) -> Bool = { _ in true }
  ) async throws -> RunSummary {
    let lock = try RunLock([output])
    defer { lock.release() }
    let maps = try SavedMaps(labels, withMaps: false)
    let video = try openInput(maps)
    try RunOutput.check(
      [output], reading: video.paths + [maps.files.index, maps.files.table] + (maps.files.isVideo ? [labels] : []),
      frames: video.expectedFrames, overwrite: overwrite)
    if let path = output.paths.first(where: maps.files.owns) {
      throw SinkError.inLabelFolder(path: path, folder: labels)
    }
    var settings = PipelineSettings()
    (settings.overlay, settings.encoding) = (overlay, encoding)
    let frames = try OverlaidFrames(labels, on: video, settings: settings.decode, threads: max(1, threads))
    var format = frames.format
    if format.frameRate == nil, output.hasRate { format.frameRate = try video.measuredRate() }
    RunOutput.forgetRun(into: [output])
    let sink = try output.sink(
      of: Pipeline(settings: settings, threads: threads), origin: maps.origin, streams: video.streams, format: format,
      overwrite: overwrite)
    var summary = try await SegmentedFrames(AsyncThrowingStream { try await frames.next() })
      .write(to: [sink], progress: progress)
    summary.warnings += await frames.warnings
    summary.notes += await frames.notes
    return summary
  }

  /// The part of the input that has labels.
  private func openInput(_ maps: SavedMaps) throws -> Video {
    var selection = maps.origin.selection
    // Pictures between those that were segmented show the labels before them.
    selection.maxFrames = selection.maxFrames.map { $0.multipliedReportingOverflow(by: max(1, selection.every)) }
      .flatMap { $0.overflow ? nil : $0.partialValue }
    selection.every = 1
    var options = InputOptions()
    if case .images = try MediaInput.resolve(input) {
      // Images have no times of their own, only those that the labels give them.
      options.rate = Rational(maps.timeBase.denominator, maps.timeBase.numerator)
    }
    return try Video(opening: input, selection: selection, options: options)
  }
}

/// Pictures with the labels of their times.
private actor OverlaidFrames {
  private let maps: SavedMaps
  private let pictures: any FileReader
  nonisolated let format: VideoFormat
  /// The map of the last picture, at its size, and the entry that follows it.
  private var current: (time: MediaTime, labels: LabelMap)?
  private var upcoming: SavedMaps.Entry?
  private var isStarted = false
  /// The length of a map that none follows, in seconds.
  private var usualSeconds = 0.04
  private var colors = RegionColors()
  /// Whether the labels have colors.
  private let hasColors: Bool
  private var isScaled = false
  private var unlabeled = 0
  /// Times in a label video are rounded to milliseconds.
  private static let tolerance = 0.001

  init(_ labels: String, on video: Video, settings: DecodeSettings, threads: Int) throws {
    maps = try SavedMaps(labels, threads: min(16, threads))
    pictures = try video.openFile(settings, threads: threads)
    format = VideoFormat(pictures)
    hasColors = maps.palette.count > 0
  }

  func next() throws -> SegmentedFrame? {
    guard let frame = try pictures.next() else { return nil }
    if !isStarted {
      upcoming = try maps.next()
      isStarted = true
    }
    if maps.hasIndex || maps.files.isVideo {
      while let entry = upcoming, entry.time.seconds <= frame.time.seconds + Self.tolerance {
        try advance(to: entry, for: frame)
      }
      if upcoming == nil, let current, frame.time.seconds >= current.time.seconds + usualSeconds - Self.tolerance {
        return nil
      }
    } else {
      guard let entry = upcoming else { return nil }
      try advance(to: entry, for: frame)
    }
    if current == nil { unlabeled += 1 }
    let labels = current?.labels ?? LabelMap(size: frame.picture.size)
    if !hasColors { colors.add(labels, in: frame.picture) }
    var segmented = SegmentedFrame(
      frame: frame, labels: labels, iterations: 0, loss: nil, events: FrameEvents(),
      palette: hasColors ? maps.palette : colors.palette)
    segmented.names = maps.names
    return segmented
  }

  private func advance(to entry: SavedMaps.Entry, for frame: Frame) throws {
    if let current, entry.time.seconds > current.time.seconds {
      usualSeconds = entry.time.seconds - current.time.seconds
    }
    var labels = try entry.labels()
    if labels.size != frame.picture.size {
      isScaled = true
      labels = labels.resized(to: frame.picture.size)
    }
    current = (entry.time, labels)
    upcoming = try maps.next()
  }

  var warnings: [String] { pictures.warnings }

  var notes: [String] {
    var notes: [String] = []
    if isScaled { notes.append("the labels are \(maps.size), and were scaled to the size of the pictures") }
    if unlabeled > 0 { notes.append("\(unlabeled) pictures come before the first label map") }
    return notes
  }
}
