import Foundation
import Imaging
import Labels
import Media
import Pipeline

/// Segments the shots anew whose cuts were corrected, and writes labels with them. All other frames keep their labels.
struct Recutting {
  let labels: SavedLabels
  let timeline: ShotTimeline
  let recut: Recut
  let video: Video
  let pipeline: Pipeline
  let isStopRequested: @Sendable () -> Bool

  /// Writes the labels to a folder: all files of a label folder.
  ///
  /// - Returns: warnings about the input.
  /// - Throws: `MediaError`, `FrameError`, ``RelabelError``, ``JobError``; `CancellationError` if it was stopped.
  func write(to folder: FolderReplacement) async throws -> [String] {
    guard video.size == labels.size else {
      throw RelabelError.sizeDiffers(
        input: video.name, size: video.size, labels: labels.files.name,
        labelSize: labels.size ?? PictureSize(width: 0, height: 0))
    }
    let (index, timeBase) = try filmIndex()
    let warnings = try await segment(index, timeBase, to: folder)
    let records = JobFolder.name(ofChunk: 0)
    let frames = try RecutFrames(
      records: folder.folder(records), video, pipeline.settings.decode, recut.ranges, index: index,
      thumbnails: labels.origin.thumbnails, threads: pipeline.threads)
    var writer = try RecutWriter(self, to: folder)
    do {
      var iterator = SegmentedFrames.merged(threads: pipeline.threads) { try await frames.next() }.makeAsyncIterator()
      while let frame = try writer.nextFrame() {
        if isStopRequested() { throw CancellationError() }
        if frame.isRecut {
          guard let segmented = try await iterator.next() else {
            throw JobError.filmDiffers(path: video.name, reason: "it ends before frame \(frame.row.index)")
          }
          try writer.write(segmented, frame)
        } else {
          try writer.keep(frame)
        }
      }
      try writer.finish()
    } catch {
      writer.discard()
      throw error
    }
    folder.folder.remove(records)
    return warnings
  }

  /// The times and the new shots of all frames.
  private func filmIndex() throws -> (FilmIndex, Rational) {
    var index = try FrameIndex(path: labels.files.index)
    var (ticks, shots): ([Int64], [Int32]) = ([], [])
    let timeBase = try labels.timeBase()
    while let row = try index.next() {
      ticks.append(row.time.ticks)
      shots.append(Int32(clamping: recut.shot(of: row.index)))
    }
    return (FilmIndex(ticks: ticks, shots: shots), timeBase)
  }

  /// Segments the shots into a file of records.
  private func segment(_ index: FilmIndex, _ timeBase: Rational, to folder: FolderReplacement) async throws -> [String]
  {
    var pipeline = pipeline
    pipeline.isStopRequested = isStopRequested
    let ranges = recut.ranges
    let previous = ranges.map { range in
      range.first == 0 ? nil : MediaTime(ticks: index.ticks[range.first - 1], timeBase: timeBase).seconds
    }
    let records = pipeline.records(
      of: try frames(ranges, index), ranges, previous: previous, checksCuts: false)
    let expected = ranges.reduce(0) { $0 + $1.count }
    let writer = try ChunkWriter(
      ChunkFile.Header(plan: "", chunk: 0, frames: expected, arithmetic: RunFingerprint.arithmetic), in: folder.folder)
    var count = 0
    do {
      for try await record in records {
        guard !isStopRequested() else { break }
        try writer.add(record)
        count += 1
      }
      await records.stop()
      if isStopRequested() { throw CancellationError() }
      guard count == expected else {
        throw JobError.filmDiffers(path: video.name, reason: "it ends before the last frame of the labels")
      }
      try writer.finish()
    } catch {
      writer.discard()
      await records.stop()
      throw error
    }
    return await records.warnings
  }

  private func frames(_ ranges: [FrameRange], _ index: FilmIndex) throws -> sending PlannedFrames {
    try PlannedFrames(
      video, pipeline.settings.decode, ranges, index: index, isSameArithmetic: false, threads: pipeline.threads)
  }
}
