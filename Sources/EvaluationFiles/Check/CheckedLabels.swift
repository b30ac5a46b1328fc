import Foundation
import Imaging
import Labels
import Media

/// The labels being checked: label maps in a folder or video, their index, and their origin.
final class CheckedLabels {
  let name: String
  /// From the table; without a table, all frames of an unnamed input.
  let origin: LabelOrigin
  private let files: LabelFiles
  /// Nil if there is none.
  private var index: FrameIndex?
  private let video: RegionVideoReader?
  /// The files in a folder that were not requested yet.
  private var names: Set<String> = []

  struct Map {
    let size: PictureSize
    /// The time in a label video, rounded to milliseconds.
    let time: MediaTime?
  }

  /// - Parameter word: a folder, or a video with its index.
  init(_ word: String) throws {
    name = word
    files = try LabelFiles(word)
    let isVideo = files.isVideo
    video = isVideo ? try RegionVideoReader(path: word) : nil
    origin = try Self.origin(files.table)
    let path = files.index
    // A video without an index has its own times.
    index = isVideo && !FileManager.default.fileExists(atPath: path) ? nil : try FrameIndex(path: path)
    if !isVideo {
      let all = (try? FileManager.default.contentsOfDirectory(atPath: word)) ?? []
      names = Set(all.filter { $0.hasSuffix(".png") && !$0.hasPrefix(".") })
    }
  }

  var hasIndex: Bool { index != nil }

  /// The frame rate of images, from their first time; 25 per second if unknown.
  static func rate(_ word: String) throws -> Rational {
    let labels = try CheckedLabels(word)
    guard let timeBase = try labels.nextRow()?.time.timeBase else { return Rational(25, 1) }
    return Rational(timeBase.denominator, timeBase.numerator)
  }

  /// The next row of the index; nil at the end.
  func nextRow() throws -> FrameIndex.Row? { try index?.next() }

  /// The map of frame `place`; nil if missing. Maps are requested in order.
  ///
  /// - Parameter name: the name of its image in the folder, from the index; nil: its number.
  func map(_ place: Int, named name: String?) throws -> Map? {
    if let video { return try video.next().map { Map(size: $0.map.size, time: $0.time) } }
    let image = name ?? LabelNames.image(place)
    guard names.remove(image) != nil else { return nil }
    return Map(size: try RegionImage.read(path: files.file(image)).size, time: nil)
  }

  /// The number of remaining maps without a frame.
  func countRest() throws -> Int {
    var count = names.count
    while try video?.next() != nil { count += 1 }
    return count
  }

  /// The origin in the label table, if there is one.
  private static func origin(_ table: String) throws -> LabelOrigin {
    guard FileManager.default.fileExists(atPath: table) else { return LabelOrigin(input: nil, seed: 0) }
    do {
      return try LabelTable.read(path: table).origin
    } catch MediaError.badLabelFile, MediaError.emptyFile {
      throw EvaluationError.badTable(path: table)
    }
  }
}
