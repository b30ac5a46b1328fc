import Foundation
import Imaging
import Media
import Pipeline
import PipelineFiles
import Regions

/// Labels that a run left in a folder or in a video, and the supervoxels beside them.
struct SavedLabels: Sendable {
  /// The folder or the video, as it was given.
  let name: String
  /// The paths of `frames.csv`, `labels.json`, `pipeline.yaml`, `supervoxels.mkv` and `supervoxels.csv`, or what they are
  /// called beside a video.
  let index, table, pipeline, maps, tree: String
  /// What they are of.
  let source: LabelSource

  /// - Throws: `MediaError`, ``RelabelError``.
  init(_ name: String) throws {
    self.name = name
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: name, isDirectory: &isFolder) else {
      throw MediaError.noSuchFile(path: name)
    }
    let file = (name as NSString).lastPathComponent
    let record: LabelRecord.Names = isFolder.boolValue ? .ofFolder : .init(besideVideo: file)
    let supervoxels: SupervoxelRecord.Names = isFolder.boolValue ? .ofFolder : .init(besideVideo: file)
    let folder = (isFolder.boolValue ? name : (name as NSString).deletingLastPathComponent) as NSString
    index = folder.appendingPathComponent(record.index)
    table = folder.appendingPathComponent(record.table)
    pipeline = folder.appendingPathComponent(record.pipeline)
    maps = folder.appendingPathComponent(supervoxels.maps)
    tree = folder.appendingPathComponent(supervoxels.table)
    for file in [maps, tree] where !OutputFiles.exists(file) {
      throw RelabelError.noSupervoxels(labels: name, file: file)
    }
    source = try LabelSource(path: table)
  }

  /// The files that are read.
  var paths: [String] { [index, table, pipeline, maps, tree] }

  /// Whether a path is of the label video itself, or of a file in the label folder.
  func owns(_ path: String) -> Bool { OutputFiles.areSame(name, path) || LabelFolderSink.owns(path, in: name) }

  /// The length of a tick of the frames' times, in seconds.
  ///
  /// - Throws: `MediaError`.
  func timeBase() throws(MediaError) -> Rational {
    var index = try FrameIndex(path: self.index)
    guard let row = try index.next() else {
      throw .badLabelFile(path: self.index, line: 2, reason: "there is no frame")
    }
    return row.time.timeBase
  }

  /// The settings of the run.
  ///
  /// - Throws: `MediaError`.
  func settings() throws -> PipelineSettings {
    try InputFile.checkFile(pipeline)
    do {
      return try PipelineFile.load(pipeline.contains("/") ? pipeline : "./" + pipeline)
    } catch {
      throw MediaError.badLabelFile(path: pipeline, line: nil, reason: "it is not the pipeline of a run (\(error))")
    }
  }

  /// The supervoxels and their merge tree.
  ///
  /// - Throws: `MediaError`, ``RelabelError``.
  func supervoxels() throws -> SupervoxelTable {
    var lines = try LineReader(path: tree)
    guard let title = try SupervoxelRow.readTitle((lines.next() ?? "").withoutReturn) else {
      throw MediaError.badLabelFile(path: tree, line: 1, reason: "it does not begin as a table of supervoxels")
    }
    guard let size = title.workingSize else {
      throw RelabelError.otherFormat(path: tree, format: title.format, readable: SupervoxelRow.format)
    }
    guard try (lines.next() ?? "").withoutReturn == SupervoxelRow.columns else {
      throw MediaError.badLabelFile(path: tree, line: 2, reason: "the columns are not \(SupervoxelRow.columns)")
    }
    var table = SupervoxelTable(workingSize: size)
    while let line = try lines.next() {
      guard !lines.isCutShort else {
        throw MediaError.badLabelFile(path: tree, line: lines.line, reason: "the file is cut off within this line")
      }
      guard let row = SupervoxelRow(line.withoutReturn) else {
        throw MediaError.badLabelFile(
          path: tree, line: lines.line, reason: "it is no supervoxel: a number is missing or out of range")
      }
      if let reason = table.append(row) { throw MediaError.badLabelFile(path: tree, line: lines.line, reason: reason) }
    }
    return table
  }
}

extension String {
  /// Without the carriage return that some editors end lines with.
  fileprivate var withoutReturn: Substring { hasSuffix("\r") ? dropLast() : self[...] }
}
