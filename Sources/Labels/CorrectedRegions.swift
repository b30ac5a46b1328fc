import Foundation
import Imaging
import Media

/// The numbers and colors of regions before corrections; `corrections.csv` in a label folder.
///
/// It has the founders of all regions of the shots that were corrected, and the other regions that corrections name.
package struct CorrectedRegions: Equatable, Sendable {
  package struct Row: Equatable, Sendable {
    package let region: UInt16
    package let color: RGBColor
    package let shot: Int

    package init(region: UInt16, color: RGBColor, shot: Int) {
      (self.region, self.color, self.shot) = (region, color, shot)
    }
  }

  /// By the supervoxel that founds the region.
  package var founders: [Int32: Row] = [:]
  /// Regions of other shots, by number.
  package var others: [UInt16: Row] = [:]

  private static let title = "# tessera corrected regions, format 1"
  private static let columns = "supervoxel,region,color,shot"

  package init() {}

  /// By number. A number has one founder, except where a cut came after the correction.
  package var rows: [UInt16: Row] {
    var rows = others
    for (_, row) in founders { rows[row.region] = row }
    return rows
  }

  package var text: String {
    func line(_ supervoxel: String, _ row: Row) -> String {
      "\(supervoxel),\(row.region),\(row.color.hex),\(row.shot)\n"
    }
    return "\(Self.title)\n\(Self.columns)\n"
      + founders.sorted { $0.key < $1.key }.map { line("\($0.key)", $0.value) }.joined()
      + others.sorted { $0.key < $1.key }.map { line("", $0.value) }.joined()
  }

  /// - Parameter count: the number of supervoxels.
  /// - Throws: `MediaError` with the line, if it is damaged.
  package init(path: String, count: Int) throws(MediaError) {
    var lines = try LineReader(path: path)
    func bad(_ reason: String) -> MediaError { .badLabelFile(path: path, line: lines.line, reason: reason) }
    guard try lines.next() == Self.title, try lines.next() == Self.columns else {
      throw bad("it is not a table of corrected regions of this version")
    }
    while let line = try lines.next() {
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      guard !lines.isCutShort, fields.count == 4, let region = UInt16(fields[1]), region > 0,
        let color = RGBColor(hex: String(fields[2])), let shot = Int(fields[3]), shot >= 0
      else { throw bad("it is not a region, or truncated") }
      let row = Row(region: region, color: color, shot: shot)
      if fields[0].isEmpty {
        others[region] = row
      } else {
        guard let supervoxel = Int32(fields[0]), (0..<count).contains(Int(supervoxel)) else {
          throw bad("there is no such supervoxel")
        }
        founders[supervoxel] = row
      }
    }
  }
}
