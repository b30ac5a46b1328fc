import Imaging
import Regions

/// A supervoxel as saved: a line of `supervoxels.csv`.
package struct SupervoxelRow: Equatable, Sendable {
  /// Consecutive from 0.
  package let number: Int32
  /// Its value in the maps, ≥ 1, from ``frame`` on, until another supervoxel becomes final for it.
  package let slot: UInt16
  /// The frame with which it became final, ≥ 0; ascending.
  package let frame: Int
  package let shot: Int
  package let place: TreePlace

  package init(_ supervoxel: RegionFrame.FinalSupervoxel, frame: Int) {
    number = supervoxel.number
    slot = supervoxel.slot
    self.frame = frame
    shot = supervoxel.shot
    place = supervoxel.place
  }

  /// The row as a supervoxel of the region tracker.
  package var finalSupervoxel: RegionFrame.FinalSupervoxel {
    RegionFrame.FinalSupervoxel(number: number, slot: slot, place: place, shot: shot)
  }
}

extension SupervoxelRow {
  /// Incremented with every change of the columns or their meaning.
  package static let format = 1
  package static let columns = "number,slot,frame,shot,joins,level"
  private static let title = "# tessera supervoxels, format "
  private static let sizeTitle = ", working size "

  /// The two header lines: `# tessera supervoxels, format 1, working size 427x240`, and the columns.
  ///
  /// - Parameter size: the working size of the supervoxels.
  package static func head(workingSize size: PictureSize) -> String {
    "\(title)\(format)\(sizeTitle)\(size.width)x\(size.height)\n\(columns)\n"
  }

  /// Parses the first line; nil if invalid. The working size is nil for another format.
  package static func readTitle(_ line: some StringProtocol) -> (format: Int, workingSize: PictureSize?)? {
    guard line.hasPrefix(title) else { return nil }
    let rest = line.dropFirst(title.count)
    guard let format = Int(rest.prefix { $0 != "," }) else { return nil }
    guard format == Self.format else { return (format, nil) }
    guard let at = rest.firstRange(of: sizeTitle) else { return nil }
    let sides = rest[at.upperBound...].split(separator: "x", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
    guard sides.count == 2, sides.allSatisfy((1...Int(UInt16.max)).contains) else { return nil }
    return (format, PictureSize(width: sides[0], height: sides[1]))
  }

  /// The line with its end. The level is the shortest decimal that parses to the same number; `inf` for no union.
  package var line: String {
    "\(number),\(slot),\(frame),\(shot),\(place.joins.map(String.init) ?? ""),\(place.level)\n"
  }

  /// Parses a line without its end; nil if a number is missing, invalid or out of range.
  package init?(_ line: some StringProtocol) {
    // Some number parsers stop at a zero byte.
    guard line.utf8.allSatisfy({ $0 > 32 && $0 < 127 }) else { return nil }
    let fields = line.split(separator: ",", omittingEmptySubsequences: false)
    guard fields.count == 6, let number = Int32(fields[0]), number >= 0, let slot = UInt16(fields[1]), slot > 0,
      let frame = Int(fields[2]), let shot = Int(fields[3]), frame >= 0, shot >= 0, let level = Float(fields[5])
    else { return nil }
    let joins = Int32(fields[4])
    guard joins != nil || fields[4].isEmpty else { return nil }
    let place = TreePlace(joins: joins, level: level)
    guard place.isConsistent(number: number) else { return nil }
    self.number = number
    self.slot = slot
    self.frame = frame
    self.shot = shot
    self.place = place
  }
}
