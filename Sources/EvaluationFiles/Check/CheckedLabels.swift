import Foundation
import Imaging
import Labels
import Media

/// The results of a run as they are checked: label maps in a folder or in a video, their index, and which frames they are
/// of.
final class CheckedLabels {
  let name: String
  /// What their table says; all frames of an input that nobody names where there is no table.
  let origin: LabelOrigin
  private let files: LabelFiles
  /// Nil where there is none.
  private var index: FrameIndex?
  private let video: RegionVideoReader?
  /// The files that a folder holds beyond those that were asked for.
  private var names: Set<String> = []

  struct Map {
    let size: Size
    /// That of a video, rounded to its clock.
    let time: MediaTime?
  }

  /// - Parameter word: a folder, or a video with its index beside it.
  init(_ word: String) throws {
    name = word
    files = try LabelFiles(word)
    let isVideo = files.isVideo
    video = isVideo ? try RegionVideoReader(path: word) : nil
    origin = try Self.origin(files.table)
    let path = files.index
    // A video without its index has its own times.
    index = isVideo && !FileManager.default.fileExists(atPath: path) ? nil : try FrameIndex(path: path)
    if !isVideo {
      let all = (try? FileManager.default.contentsOfDirectory(atPath: word)) ?? []
      names = Set(all.filter { $0.hasSuffix(".png") && !$0.hasPrefix(".") })
    }
  }

  var hasIndex: Bool { index != nil }

  /// The rate of images shown one after the other, by their first time; 25 a second where nothing is known.
  static func rate(_ word: String) throws -> Rational {
    let labels = try CheckedLabels(word)
    guard let timeBase = try labels.nextRow()?.time.timeBase else { return Rational(25, 1) }
    return Rational(timeBase.denominator, timeBase.numerator)
  }

  /// The next row of the index; nil behind the last one.
  func nextRow() throws -> FrameIndex.Row? { try index?.next() }

  /// The map of frame `place`; nil where there is none. Maps are asked for in order.
  ///
  /// - Parameter name: that its image has in a folder, as the index says; nil: its number.
  func map(_ place: Int, named name: String?) throws -> Map? {
    if let video { return try video.next().map { Map(size: $0.map.size, time: $0.time) } }
    let image = name ?? LabelNames.image(place)
    guard names.remove(image) != nil else { return nil }
    return Map(size: try RegionImage.read(path: files.file(image)).size, time: nil)
  }

  /// How many maps are left that belong to no frame.
  func countRest() throws -> Int {
    var count = names.count
    while try video?.next() != nil { count += 1 }
    return count
  }

  /// What the table of labels says, where there is one.
  private static func origin(_ table: String) throws -> LabelOrigin {
    guard FileManager.default.fileExists(atPath: table) else { return LabelOrigin(input: nil, seed: 0) }
    do {
      return try LabelTable.read(path: table).origin
    } catch MediaError.badLabelFile, MediaError.emptyFile {
      throw EvaluationError.badTable(path: table)
    }
  }
}
