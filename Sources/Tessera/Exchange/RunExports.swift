import Exchange
import Foundation
import Imaging
import Labels
import Media
import Pipeline

/// The exports of a run that writes labels. They are made of the labels at the end of the run. So they are the files of
/// `tessera export`, need no state in checkpoints, and a killed run can be resumed with them.
///
/// Without label files there is nothing to make them of. They then get the frames as all other outputs do.
struct RunExports {
  /// The outputs that get the frames, in order.
  let streamed: [RunOutput]
  private let exports: [(format: ExportFormat, path: String)]
  /// The label folder or the label video; nil without one.
  private let labels: String?
  private let video: Video

  /// - Parameter video: a pipe can not be read again for exports with pictures; these get the frames.
  init(of outputs: [RunOutput], _ video: Video) {
    self.video = video
    let labels = outputs.lazy.compactMap(\.labels).first
    self.labels = labels
    func isLater(_ format: ExportFormat) -> Bool { labels != nil && !(format.needsPictures && video.paths.isEmpty) }
    streamed = outputs.filter { if case .export(let format, _) = $0 { !isLater(format) } else { true } }
    exports = outputs.compactMap {
      if case .export(let format, let path) = $0, isLater(format) { (format, path) } else { nil }
    }
  }

  /// Whether all exist and are not older than the labels.
  var areCurrent: Bool {
    guard let labels, let table = try? LabelFiles(labels).table, let written = OutputFiles.modificationTime(of: table)
    else { return true }
    return exports.allSatisfy { OutputFiles.modificationTime(of: $0.path).map { $0 >= written } ?? false }
  }

  /// The frames of which there are labels.
  var framesThere: Int {
    labels.flatMap { try? LabelFiles($0).table }.flatMap { try? LabelTable.read(path: $0).frames } ?? 0
  }

  /// One line for each, with the same words.
  func lines(saying words: String) -> [String] { exports.map { "\($0.format.word) \($0.path): \(words)" } }

  /// Writes all exports. If one fails, the others are written nevertheless.
  ///
  /// - Parameters:
  ///   - summary: of the run. A stopped run exports the frames so far. A complete one ends the exports if it is
  ///     stopped now.
  ///   - overwrite: whether existing files may be replaced.
  /// - Throws: the first error.
  func write(by pipeline: Pipeline, into summary: inout RunSummary, overwrite: Bool) throws {
    var failure: (any Error)?
    let wasComplete = summary.isComplete
    for (format, path) in exports {
      do {
        let line = try export(format, path, by: pipeline, overwrite: overwrite) { frames in
          pipeline.onExport?(format.word, frames)
          return !(wasComplete && pipeline.isStopRequested())
        }
        if line == nil { summary.isComplete = false }
        summary.lines.append(
          "\(format.word): \(line ?? "\(path) is not written; the same command with --resume writes it")")
      } catch {
        failure = failure ?? error
      }
    }
    if let failure { throw failure }
  }

  private func export(
    _ format: ExportFormat, _ path: String, by pipeline: Pipeline, overwrite: Bool, progress: (Int) -> Bool
  ) throws -> String? {
    guard let labels else { return nil }
    var export = LabelExport(labels: labels, format: format, path: path)
    (export.threads, export.overwrite) = (max(1, pipeline.threads), overwrite)
    guard format.needsPictures else { return try export.run(progress: progress) }
    let pictures = try SegmentedPictures(
      video, of: labels, thumbnails: [:], settings: pipeline.settings.decode, threads: export.threads)
    return try export.run(pictures: pictures, progress: progress)
  }
}

extension LabelExport {
  /// Exports with the pictures of the segmented input, in its colors.
  func run(pictures: SegmentedPictures, progress: (_ frames: Int) -> Bool) throws -> String? {
    var export = self
    export.colorTags = pictures.format.colorTags
    return try export.run(
      pictures: { entry, size in try pictures.next(index: entry.index, time: entry.time, size: size).picture },
      progress: progress)
  }
}
