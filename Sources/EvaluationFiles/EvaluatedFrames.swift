import Foundation
import Imaging
import Labels
import Media

/// The frames of an input of which there are labels: those that were selected, as the table and the index beside the labels
/// say; without these all frames, one after the other.
///
/// Belongs to one task at a time.
final class EvaluatedFrames {
  private let source: any FrameSource
  private let origin: LabelOrigin?
  private var index: FrameIndex?
  /// Whether the source gives frames that were not selected, too.
  private let skips: Bool
  /// For messages.
  private let labels, input: String
  private let limit: Int?
  private var given = 0
  private var place = -1

  /// - Parameters:
  ///   - input: what it stands for; images get the rate that the index has.
  ///   - size: of the pictures that are wanted.
  ///   - limit: the most frames to give; nil: all.
  ///   - needsPlaces: whether ``next()`` must tell where a frame stands in the whole input.
  init(
    labels: String, input: String, size: Size, limit: Int?, needsPlaces: Bool, threads: Int
  ) throws {
    (self.labels, self.input, self.limit) = (labels, input, limit)
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
    let found = try MediaInput.resolve(input, rate: rate)
    if case .images(let paths, _) = found, origin?.selection ?? .all == .all {
      imageCount = min(paths.count, limit ?? .max)
    } else {
      imageCount = nil
    }
    source = try openFrames(
      found, selection: selection, workingSize: .exact(size), threads: min(16, threads))
  }

  /// How many frames there are, where they are images and all were selected.
  let imageCount: Int?

  var warnings: [String] { source.warnings }

  /// The next frame of which there are labels, and where it stands in what was read; nil at the end of the input.
  ///
  /// - Throws: `EvaluationError` where it is not the frame of which the labels are.
  func next() throws -> (frame: Frame, place: Int)? {
    guard given < limit ?? .max else { return nil }
    let row = try index?.next()
    while let frame = try source.next() {
      place += 1
      guard let row else {
        // Behind the last row of the index nothing was selected.
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
