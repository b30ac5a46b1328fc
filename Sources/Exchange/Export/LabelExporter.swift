import Imaging
import Media
import Rendering

/// Writes labels in one format, frame by frame.
///
/// The work that needs only one frame is in ``encoding``, so that several frames can be encoded at a time. Pieces are
/// appended in the order of the frames. Nothing has its final name before ``finish()``. Owned by one task at a time.
package protocol LabelExporter: AnyObject {
  /// What a frame becomes.
  associatedtype Piece: Sendable

  /// Called on several threads at a time.
  var encoding: @Sendable (ExportedFrame) throws -> Piece { get }

  func append(_ piece: Piece) throws

  /// Completes the output and gives it its name.
  ///
  /// - Returns: what was written, in one line.
  func finish() throws -> String

  /// Removes everything that was written. Called instead of `finish()`, and where it failed.
  func discard()
}

extension LabelExporter {
  package func add(_ frame: ExportedFrame) throws { try append(encoding(frame)) }
}

/// A frame that is exported.
package struct ExportedFrame: Sendable {
  /// The place among the labels, from 0.
  package let index: Int
  package let time: MediaTime
  /// Nil if unknown.
  package let shot: Int?
  /// The name of the segmented image; nil for a frame of a video.
  package let source: String?
  /// The base name of files for this frame, if it is not the number.
  package let name: String?
  package let labels: LabelMap
  /// At the size of the labels; nil if no format needs it.
  package let picture: Picture?
  package let palette: Palette

  package init(
    index: Int, time: MediaTime, shot: Int?, source: String?, name: String?, labels: LabelMap, picture: Picture?,
    palette: Palette
  ) {
    self.index = index
    self.time = time
    self.shot = shot
    self.source = source
    self.name = name
    self.labels = labels
    self.picture = picture
    self.palette = palette
  }

  /// The base name of a file for this frame: that of its image, or its number with five digits.
  var stem: String { name ?? padded(index, 5) }

  /// The name by which tools know the image of the frame. CVAT calls the frames of a video so.
  var imageName: String { source ?? "frame_\(padded(index, 6)).png" }
}

/// What an exporter has to know before the first frame.
package struct ExportSettings: Sendable {
  /// The name of the video or sequence, without folders.
  package var title: String
  /// Of every label map.
  package var size: PictureSize
  package var timeBase: Rational
  /// Frames per second, if known.
  package var frameRate: Rational?
  package var sampleAspectRatio = Rational(1, 1)
  package var colorTags: ColorTags = .bt709
  /// Where the pictures come from, for lists of cuts; nil if unknown.
  package var input: String?
  /// The names that the user gave to tracks: each is a category.
  package var names: [UInt16: String] = [:]
  /// For encoding, ≥ 1.
  package var threads = 2
  /// Whether an earlier export may be replaced.
  package var overwrite = false

  package init(title: String, size: PictureSize, timeBase: Rational, frameRate: Rational?) {
    self.title = title
    self.size = size
    self.timeBase = timeBase
    self.frameRate = frameRate
  }
}

/// A phrase such as `3 frames`.
func counted(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }
