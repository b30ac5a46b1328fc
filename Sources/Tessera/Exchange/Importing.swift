import Exchange
import Foundation
import Imaging
import Labels
import Media
import Pipeline
import PipelineFiles

/// Makes labels of the file of another tool: COCO, YouTube-VIS, CVAT, DAVIS.
///
/// ```swift
/// var corrected = Importing(from: "annotations.xml")
/// corrected.like = "clip.labels"                       // the labels that were exported
/// try await corrected.write(to: .labels(folder: "clip.corrected"))
/// ```
public struct Importing: Sendable {
  /// Nil: by the contents.
  public var format: ImportFormat?
  /// The labels that were exported. They give times, names and colors. Their supervoxels are not copied: another cut of
  /// their tree would not have the corrections.
  public var like: String?
  /// The name of the segmented input, which is written to the table; nil: that of ``like``.
  public var input: String?
  /// Frames per second where neither the file nor ``like`` has times.
  public var frameRate = Rational(25, 1)
  public var threads = ProcessInfo.processInfo.activeProcessorCount
  private let path: String

  /// - Parameter path: a file, or a folder of label images.
  public init(from path: String) { self.path = path }

  /// Writes the labels, whole or not at all.
  ///
  /// - Parameters:
  ///   - output: a label folder or a label video.
  ///   - overwrite: whether results of an earlier run may be replaced.
  ///   - progress: called for every written frame; returning false ends the writing and completes the labels written so
  ///     far.
  /// - Throws: ``ExchangeError``, `MediaError`, `LabelError`, `SinkError`, or for a frame `FrameError`; nothing was written.
  @discardableResult
  public func write(
    to output: RunOutput, overwrite: Bool = false, progress: (SegmentedFrame) -> Bool = { _ in true }
  ) async throws -> RunSummary {
    let lock = try RunLock([output])
    defer { lock.release() }
    let inputs = [path] + (try like.map { try LabelFiles($0).paths } ?? [])
    try RunOutput.check([output], reading: inputs, frames: nil, overwrite: overwrite)
    let maps = try like.map { try SavedMaps($0, withMaps: false) }
    let imported = try ImportedLabels(path, format: format, spoolBesides: output.paths.first ?? path)
    if let maps, maps.size != imported.size {
      throw ExchangeError.framesDiffer(
        path: path, reason: "its pictures are \(imported.size), those of \(maps.files.name) are \(maps.size)")
    }
    let first = imported.frame(0).time
    let timeBase = maps?.timeBase ?? first?.timeBase ?? Rational(frameRate.denominator, frameRate.numerator)
    let known = maps?.frameRate ?? (first == nil ? frameRate : nil)
    let format = VideoFormat(
      size: imported.size, timeBase: timeBase, frameRate: known,
      sampleAspectRatio: maps?.sampleAspectRatio ?? Rational(1, 1))
    var origin = maps?.origin ?? LabelOrigin(input: nil, seed: 0)
    if let input { (origin.input, origin.images) = (input, []) }
    // Imported labels do not belong to a run.
    (origin.run, origin.outputs, origin.corrections) = (nil, [], nil)
    let frames = try ImportedFrameSequence(imported, like: like, timeBase: timeBase)
    let pipeline = Pipeline(settings: try settings(maps), threads: threads)
    let place = try WholeLabels(output)
    do {
      let sink = WholeSink(
        try place.output.sink(of: pipeline, origin: origin, streams: nil, format: format, overwrite: overwrite))
      var summary = try await SegmentedFrames(
        AsyncThrowingStream { try await sink.watch { try await frames.next() } }
      ).write(to: [sink], progress: progress)
      try place.finish(&summary, overwrite: overwrite)
      summary.notes += await frames.notes
      return summary
    } catch {
      place.discard()
      throw (error as? PipelineFailure)?.cause ?? error
    }
  }

  private func settings(_ maps: SavedMaps?) throws -> PipelineSettings {
    guard let path = maps?.files.pipeline, OutputFiles.exists(path) else { return PipelineSettings() }
    do {
      return try PipelineFile.load(path.contains("/") ? path : "./" + path)
    } catch {
      throw MediaError.badLabelFile(path: path, line: nil, reason: "it is not the pipeline of a run (\(error))")
    }
  }
}

extension LabelFiles {
  /// All files that there may be beside the maps.
  fileprivate var paths: [String] {
    [index, table, pipeline, supervoxelMaps, supervoxelTable] + (isVideo ? [name] : [])
  }
}

/// The frames of imported labels, with what the labels that were exported say about them.
private actor ImportedFrameSequence {
  private let imported: ImportedLabels
  private let like: SavedMaps?
  private let timeBase: Rational
  /// By the frame of `like`, the imported frame; nil: they are the same.
  private let places: [Int: Int]?
  private let palette: Palette
  /// Whether frames are called by their images.
  private let hasNames: Bool
  private var index = 0
  private var last: MediaTime?
  private var missing = 0

  init(_ imported: ImportedLabels, like name: String?, timeBase: Rational) throws {
    self.imported = imported
    let like = try name.map { try SavedMaps($0, withMaps: false) }
    self.like = like
    self.timeBase = timeBase
    palette = like?.palette ?? .standard
    places = try like.map { try Self.places(of: imported, in: $0.files.name) }
    let stems = (0..<imported.count).compactMap { imported.frame($0).source?.fileStem }
    hasNames =
      stems.count == imported.count && Set(stems).count == stems.count
      && stems.allSatisfy { !$0.isEmpty && $0.utf8.count <= 230 && $0.unicodeScalars.allSatisfy { $0.value >= 32 } }
  }

  /// Finds the frames of the exported labels: by the name of the image, else by the number of the frame, else in order.
  private static func places(of imported: ImportedLabels, in labels: String) throws -> [Int: Int] {
    let index = try SavedMaps(labels, withMaps: false)
    var stems: [String: Int] = [:]
    var count = 0
    while let entry = try index.next() {
      if let name = entry.source?.fileStem ?? entry.name { stems[name] = entry.index }
      count += 1
    }
    var places: [Int: Int] = [:]
    for place in 0..<imported.count {
      let frame = imported.frame(place)
      let found = frame.source.flatMap { stems[$0.fileStem] } ?? frame.number ?? (imported.count == count ? place : nil)
      guard let found, (0..<count).contains(found), places.updateValue(place, forKey: found) == nil else {
        throw ExchangeError.framesDiffer(
          path: imported.path,
          reason:
            "its frame \(frame.source ?? "\(frame.number ?? place)") is not one of the \(count) frames of \(labels)")
      }
    }
    return places
  }

  func next() throws -> SegmentedFrame? {
    let entry = try like?.next()
    guard like == nil ? index < imported.count : entry != nil else { return nil }
    defer { index += 1 }
    let place = places.map { $0[index] } ?? index
    let frame = place.map { imported.frame($0) }
    let labels = try place.map { try imported.labels($0) } ?? LabelMap(size: imported.size)
    if labels.labels.allSatisfy({ $0 == 0 }) { missing += 1 }
    let made = Frame(
      withoutPicture: index, time: try time(entry, frame),
      name: entry?.name ?? (hasNames && like == nil ? frame?.source?.fileStem : nil),
      source: entry?.source ?? (hasNames ? frame?.source : nil))
    return SegmentedFrame(
      frame: made, labels: labels, iterations: 0, loss: nil, events: FrameEvents(shot: entry?.shot ?? 0),
      palette: palette)
  }

  private func time(_ entry: SavedMaps.Entry?, _ frame: ImportedLabels.Frame?) throws -> MediaTime {
    let time = entry?.time ?? frame?.time ?? MediaTime(ticks: Int64(index), timeBase: timeBase)
    defer { last = time }
    if let last, time.timeBase != last.timeBase || time.ticks <= last.ticks, like == nil {
      throw ExchangeError.badFile(
        path: imported.path, place: "frame \(index)", reason: "its time is not after the previous one")
    }
    return time
  }

  var notes: [String] {
    var notes: [String] = []
    if imported.covered > 0 {
      notes.append("\(imported.covered) pixels were in several objects; the upper one got them")
    }
    if missing > 0 { notes.append("\(missing) frames have no region") }
    return notes
  }
}
