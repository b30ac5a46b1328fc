import Foundation
import Imaging

/// Why media could not be read or written: one case per cause, with its values.
public enum MediaError: Error, Equatable, Sendable {
  // Reading
  case noSuchFile(path: String)
  case notReadable(path: String, reason: String)
  case notARegularFile(path: String)
  case isAFolder(path: String)
  case emptyFile(path: String)
  case folderWithoutImages(path: String)
  case noMatch(pattern: String)
  case notMedia(path: String, reason: String)
  /// A URL whose protocol was not allowed.
  case protocolNotAllowed(url: String, name: String)
  /// A playlist or script that references other files.
  case refusedFormat(path: String, format: String)
  /// `streams` lists what the file contains instead, for example `audio (aac)`.
  case noVideoStream(path: String, streams: [String])
  case noDecoder(path: String, codec: String)
  /// The file is no longer the one that was opened.
  case inputChanged(path: String)
  /// The video is encrypted.
  case encrypted(path: String)
  case nothingDecoded(path: String, reason: String)
  case tooManyErrors(path: String, count: Int, after: MediaTime?, reason: String)
  case tooLarge(path: String, size: PictureSize, maxPixels: Int)
  /// The input is damaged, and the options do not tolerate that.
  case damaged(path: String, damage: String)
  /// The selection begins after the last frame.
  /// - Parameter end: seconds from the first frame to the last one; nil if unknown.
  case nothingSelected(path: String, start: Double, end: Double?)
  /// A tick of a program's frames has no positive length.
  case badTimeBase(path: String, timeBase: Rational)
  case sizesDiffer(first: String, firstSize: PictureSize, other: String, otherSize: PictureSize)
  case notALabelImage(path: String, pixelFormat: String)
  /// A file with classes as pixel values is not a PNG file.
  case notAPNG(path: String)
  case decodingFailed(path: String, reason: String)
  /// A label file has an invalid format.
  /// - Parameter line: from 1; nil: the whole file.
  case badLabelFile(path: String, line: Int?, reason: String)

  // Writing
  case exists(path: String)
  case folderMissing(path: String, folder: String)
  case notWritable(path: String, reason: String)
  case unsuitableContainer(path: String)
  case encoderMissing(name: String)
  case pictureSizeChanged(path: String, expected: PictureSize, actual: PictureSize)
  /// The gap to a frame is too long for the container.
  case gapTooLong(path: String, at: MediaTime, seconds: Double)
  case diskFull(path: String)
  /// The reader of the output pipe has ended.
  case closedPipe(path: String)
  /// The file or its folder was removed during writing.
  case vanished(path: String)
  case inUse(path: String)
  case noFrames(path: String)
  case encodingFailed(path: String, reason: String)
  case labelTooLarge(label: UInt16, limit: Int)

  case outOfMemory

  public enum Side: Sendable {
    case input, output
  }

  /// Whether the input or the output caused the error.
  public var side: Side {
    switch self {
    case .noSuchFile, .notReadable, .notARegularFile, .isAFolder, .emptyFile, .folderWithoutImages, .noMatch,
      .notMedia, .protocolNotAllowed, .refusedFormat, .noVideoStream, .noDecoder, .encrypted, .inputChanged,
      .nothingDecoded,
      .tooManyErrors,
      .tooLarge, .damaged, .nothingSelected, .badTimeBase, .sizesDiffer, .notALabelImage, .notAPNG, .decodingFailed,
      .badLabelFile:
      .input
    case .exists, .folderMissing, .notWritable, .unsuitableContainer, .encoderMissing, .pictureSizeChanged,
      .gapTooLong, .diskFull, .closedPipe, .vanished, .inUse, .noFrames, .encodingFailed, .labelTooLarge, .outOfMemory:
      .output
    }
  }
}

extension MediaError: CustomStringConvertible {
  /// One line: the file, the cause, the remedy.
  public var description: String {
    switch self {
    case .noSuchFile(let path): "\(path): no such file"
    case .notReadable(let path, let reason): "\(path): cannot be read: \(reason)"
    case .notARegularFile(let path): "\(path): is a device or a pipe; give a file, or - for standard input"
    case .isAFolder(let path): "\(path): is a folder; give a file"
    case .emptyFile(let path): "\(path): is empty (0 bytes)"
    case .folderWithoutImages(let path):
      "\(path): the folder has no images (looked for \(MediaInput.imageExtensions.joined(separator: ", "))); for videos, "
        + "name the files"
    case .noMatch(let pattern): "\(pattern): no file matches the pattern"
    case .notMedia(let path, let reason): "\(path): not a video or an image that FFmpeg can read: \(reason)"
    case .protocolNotAllowed(let url, let name):
      "\(url): URLs are not opened by default; use --allow-protocols \(name) and the protocols that it uses"
    case .refusedFormat(let path, let format):
      "\(path): is a \(format) file, which references other files; give the video file itself (or --allow-protocols)"
    case .noVideoStream(let path, let streams):
      "\(path): has no video stream, only \(streams.isEmpty ? "nothing" : streams.joined(separator: ", "))"
    case .noDecoder(let path, let codec):
      "\(path): this FFmpeg has no decoder for \(codec); convert the file to H.264 first"
    case .inputChanged(let path): "\(path): was changed, replaced or removed while it was read; segment it again"
    case .encrypted(let path): "\(path): is encrypted; give an unencrypted copy"
    case .nothingDecoded(let path, let reason): "\(path): no frame could be decoded: \(reason)"
    case .tooManyErrors(let path, let count, let time, let reason):
      "\(path): gave up after \(count) damaged packets in a row\(time.map { " after \($0)" } ?? ""): \(reason)"
    case .tooLarge(let path, let size, let maxPixels):
      "\(path): a picture of \(size) has more than \(maxPixels) pixels; --max-pixels \(size.count) allows it "
        + "and needs up to \(size.count / 10_000_000 + 1) GB of memory"
    case .damaged(let path, let damage): "\(path): \(damage) (an error because of --strict)"
    case .nothingSelected(let path, let start, let end):
      "\(path): has no selected frame from \(String(format: "%g", start)) s on; "
        + (end.map { "its last frame is at \(String(format: "%.3f", $0)) s: choose an earlier start" }
          ?? "choose a longer duration")
    case .badTimeBase(let path, let timeBase):
      "\(path): the time base \(timeBase) is not positive; give the seconds in a tick, for example 1/25"
    case .sizesDiffer(let first, let firstSize, let other, let otherSize):
      "\(other): is \(otherSize), but \(first) is \(firstSize); all images of a sequence must have one size: "
        + "give those of other sizes separately"
    case .notAPNG(let path):
      "\(path): is not a PNG image; save the classes as a gray or indexed PNG, since other formats may change the values of pixels"
    case .notALabelImage(let path, let format):
      "\(path): holds \(format) pixels, not labels; give palette or grayscale PNGs, or a label video"
    case .decodingFailed(let path, let reason): "\(path): decoding failed: \(reason)"
    case .badLabelFile(let path, let line, let reason):
      "\(path): \(line.map { "line \($0): " } ?? "")\(reason); give a label folder or video that tessera segment wrote"
    case .exists(let path): "\(path): already exists; choose another name or give --overwrite"
    case .folderMissing(let path, let folder): "\(path): the folder \(folder) does not exist; create it first"
    case .notWritable(let path, let reason): "\(path): cannot be written: \(reason)"
    case .unsuitableContainer(let path):
      "\(path): this kind of file cannot hold the overlay with exact times; use .mp4, .mov, .mkv or .webm, or for a single still .png, .jpg or .webp"
    case .encoderMissing(let name): "this FFmpeg has no encoder \(name); install an FFmpeg that has it"
    case .pictureSizeChanged(let path, let expected, let actual):
      "\(path): a picture of \(actual) does not fit a video of \(expected)"
    case .gapTooLong(let path, let time, let seconds):
      "\(path): the frame at \(time) is \(Int(clamping: seconds)) s after the previous one; this format can not "
        + "represent that; use .mkv"
    case .diskFull(let path): "\(path): no space left on the disk; make room, or choose another disk"
    case .closedPipe(let path): "\(path): the program reading it has ended"
    case .inUse(let path): "\(path): another run is writing it; wait until it ends, or give another name"
    case .vanished(let path): "\(path): it, or its folder, was removed while it was written"
    case .noFrames(let path): "\(path): not written: there was no frame"
    case .encodingFailed(let path, let reason): "\(path): encoding failed: \(reason)"
    case .labelTooLarge(let label, let limit):
      "label \(label) does not fit an indexed PNG (at most \(limit)); write 16-bit labels"
    case .outOfMemory: "not enough memory"
    }
  }
}
