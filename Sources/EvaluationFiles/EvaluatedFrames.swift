import Foundation
import Imaging
import Labels
import Media

/// The frames of an input that have labels: those in the table and the index next to the labels; without them, all
/// frames.
///
/// Owned by one task at a time.
final class EvaluatedFrames {
  private let source: any FileReader
  private let origin: LabelOrigin?
  private var index: FrameIndex?
  /// Whether the source also returns frames that were not selected.
  private let skips: Bool
  /// For messages.
  private let labels, input: String
  private let limit: Int?
  private var given = 0
  private var place = -1

  /// - Parameters:
  ///   - input: the input; images get the rate of the index.
  ///   - size: of the returned pictures.
  ///   - limit: the maximum number of frames; nil: all.
  ///   - needsPlaces: whether ``next()`` must return a frame's position in the whole input.
  init(
    labels: String, input: NamedInput, size: PictureSize, limit: Int?, needsPlaces: Bool, threads: Int
  ) throws {
    (self.labels, self.input, self.limit) = (labels, input.word, limit)
    let files = try? LabelFiles(labels)
    origin = try files.flatMap {
      FileManager.default.fileExists(atPath: $0.table) ? try LabelTable.read(path: $0.table).origin : nil
    }
    index = try files.flatMap {
      FileManager.default.fileExists(atPath: $0.index) ? try FrameIndex(path: $0.index) : nil
    }
    var rate = Rational(25, 1)
    if var index, let timeBase = try index.next()?.time.timeBase {
      rate = Rational(timeBase.denominator, timeBase.numerator)
    }
    var selection = origin?.selection ?? .all
    skips = needsPlaces && index != nil && selection != .all
    if skips { selection = .all }
    if let limit, !skips { selection.maxFrames = min(limit, selection.maxFrames ?? .max) }
    let found: MediaInput =
      input.images.isEmpty
      ? try MediaInput.resolve(input.word, rate: rate) : .images(paths: input.images, rate: rate)
    if case .images(let paths, _) = found, origin?.selection ?? .all == .all {
      imageCount = min(paths.count, limit ?? .max)
    } else {
      imageCount = nil
    }
    source = try openFrames(
      found, selection: selection, workingSize: .exact(size), threads: min(16, threads))
  }

  /// The number of frames, if they are images and all are selected.
  let imageCount: Int?

  /// The average frames per second, if declared.
  var frameRate: Rational? { source.frameRate }
  var warnings: [String] { source.warnings }

  /// The next frame with labels, and its position in the input; nil at the end.
  ///
  /// - Throws: `EvaluationError` if it is not the frame that was segmented.
  func next() throws -> (frame: Frame, place: Int)? {
    guard given < limit ?? .max else { return nil }
    let row = try index?.next()
    while let frame = try source.next() {
      place += 1
      guard let row else {
        // Nothing is selected after the last row of the index.
        if skips { continue }
        given += 1
        return (frame, place)
      }
      if skips, !frame.time.isSameMoment(as: row.time) { continue }
      guard frame.time.isSameMoment(as: row.time) else {
        throw EvaluationError.timeDiffers(
          labels: labels, frame: given, time: row.time, input: input, actual: frame.time)
      }
      if let thumbnail = origin?.thumbnails[given], !thumbnail.resembles(Thumbnail(frame.picture)) {
        throw EvaluationError.pictureDiffers(labels: labels, frame: given, input: input, segmented: origin?.input)
      }
      given += 1
      return (frame, place)
    }
    return nil
  }
}
