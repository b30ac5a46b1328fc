import Imaging
import Media

extension SupervoxelTable {
  /// Reads the supervoxels and their merge tree.
  ///
  /// - Throws: `MediaError`, ``LabelError``.
  package init(path: String) throws {
    var lines = try LineReader(path: path)
    guard let title = try SupervoxelRow.readTitle((lines.next() ?? "").withoutReturn) else {
      throw MediaError.badLabelFile(path: path, line: 1, reason: "it is not a table of supervoxels")
    }
    guard let size = title.workingSize else {
      throw LabelError.otherFormat(path: path, format: title.format, readable: SupervoxelRow.format)
    }
    guard try (lines.next() ?? "").withoutReturn == SupervoxelRow.columns else {
      throw MediaError.badLabelFile(path: path, line: 2, reason: "the columns are not \(SupervoxelRow.columns)")
    }
    var table = SupervoxelTable(workingSize: size)
    while let line = try lines.next() {
      guard !lines.isCutShort else {
        throw MediaError.badLabelFile(path: path, line: lines.line, reason: "the file is truncated in this line")
      }
      guard let row = SupervoxelRow(line.withoutReturn) else {
        throw MediaError.badLabelFile(
          path: path, line: lines.line, reason: "it is not a supervoxel: a number is missing or out of range")
      }
      if let reason = table.append(row) { throw MediaError.badLabelFile(path: path, line: lines.line, reason: reason) }
    }
    self = table
  }
}

extension String {
  /// Without the carriage return of CR LF line ends.
  fileprivate var withoutReturn: Substring { hasSuffix("\r") ? dropLast() : self[...] }
}
