import Exchange
import Foundation
import Imaging
import Labels
import Media
import Pipeline

/// Writes saved labels in the format of another tool.
///
/// ```swift
/// try Exporting(of: "clip.labels", as: .coco).write(to: "clip.json")
/// ```
public struct Exporting: Sendable {
  public let format: ExportFormat
  /// The segmented input, if different from the one named by the labels; only ``ExportFormat/alpha(trackID:)`` needs it.
  public var input: String?
  public var threads = ProcessInfo.processInfo.activeProcessorCount
  private let labels: String

  /// - Parameters:
  ///   - labels: a folder of label images, or a label video.
  ///   - format: the format of the other tool.
  public init(of labels: String, as format: ExportFormat) {
    self.labels = labels
    self.format = format
  }

  /// Writes a file or a folder, which appears whole or not at all.
  ///
  /// - Parameters:
  ///   - path: the file or folder to write.
  ///   - overwrite: whether an earlier export may be replaced.
  ///   - progress: called now and then with the number of exported frames; returning false ends the export, and
  ///     nothing is written.
  /// - Returns: what was written, in one line; nil if it was ended.
  /// - Throws: ``ExchangeError``, `MediaError`, `LabelError`, ``RelabelError``; nothing was written.
  @discardableResult
  public func write(
    to path: String, overwrite: Bool = false, progress: (_ frames: Int) -> Bool = { _ in true }
  ) throws -> String? {
    try checkInputs(differFrom: path)
    let lock = try OutputLock.take(.file(path))
    defer { withExtendedLifetime(lock) {} }
    var export = LabelExport(labels: labels, format: format, path: path)
    export.threads = max(1, threads)
    export.overwrite = overwrite
    guard format.needsPictures else { return try export.run(progress: progress) }
    let maps = try SavedMaps(labels, withMaps: false)
    let video = try SegmentedInput(files: maps.files, origin: maps.origin, timeBase: maps.timeBase).open(named: input)
    let pictures = try SegmentedPictures(
      video, of: labels, thumbnails: maps.origin.thumbnails, settings: DecodeSettings(), threads: export.threads)
    return try export.run(pictures: pictures, progress: progress)
  }

  /// Throws if the output is, is in, or contains the labels or their input, through links too.
  ///
  /// - Throws: `SinkError`.
  private func checkInputs(differFrom path: String) throws(SinkError) {
    guard let files = try? LabelFiles(labels) else { return }
    let origin = try? LabelTable.read(path: files.table).origin
    let inputs = [input.map { NamedInput($0) }, origin.flatMap { NamedInput(of: $0, labels: labels) }].compactMap(
      \.self)
    var isRead = files.owns(path) || inputs.contains { $0.owns(path) }
    if !files.isVideo { isRead = isRead || OutputFiles.isInside(path, folder: labels) }
    if format.isFolder(path) {
      let names = [labels] + inputs.flatMap { [$0.word] + $0.images }
      isRead = isRead || names.contains { OutputFiles.isInside($0, folder: path) }
    }
    if isRead { throw .isTheInput(path: path) }
  }
}
