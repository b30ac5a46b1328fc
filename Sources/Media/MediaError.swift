import Foundation
import Imaging

/// Why media could not be read or written: one case a cause, its values with it.
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
  /// The file is a playlist or a script that names other files.
  case refusedFormat(path: String, format: String)
  /// `streams` says what the file holds instead, for example `audio (aac)`.
  case noVideoStream(path: String, streams: [String])
  case noDecoder(path: String, codec: String)
  /// The file is not the one that was opened any more.
  case inputChanged(path: String)
  /// The pictures can be decoded only with a key.
  case encrypted(path: String)
  case nothingDecoded(path: String, reason: String)
  case tooManyErrors(path: String, count: Int, after: MediaTime?, reason: String)
  case tooLarge(path: String, size: Size, maxPixels: Int)
  /// Something was wrong with the input, which the options do not bear.
  case damaged(path: String, damage: String)
  /// The selection begins behind the last frame.
  /// - Parameter end: seconds from the first frame to the last one; nil where it was not reached.
  case nothingSelected(path: String, start: Double, end: Double?)
  case sizesDiffer(first: String, firstSize: Size, other: String, otherSize: Size)
  case notALabelImage(path: String, pixelFormat: String)
  case decodingFailed(path: String, reason: String)
  /// A file beside labels is not as a run writes it.
  /// - Parameter line: from 1; nil: the whole of it.
  case badLabelFile(path: String, line: Int?, reason: String)

  // Writing
  case exists(path: String)
  case folderMissing(path: String, folder: String)
  case notWritable(path: String, reason: String)
  case unsuitableContainer(path: String)
  case encoderMissing(name: String)
  case pictureSizeChanged(path: String, expected: Size, actual: Size)
  /// A frame comes too long behind the one before for the container.
  case gapTooLong(path: String, at: MediaTime, seconds: Double)
  case diskFull(path: String)
  /// Who reads what is written has gone.
  case closedPipe(path: String)
  /// The file or its folder was removed while it was written.
  case vanished(path: String)
  case inUse(path: String)
  case noFrames(path: String)
  case encodingFailed(path: String, reason: String)
  case labelTooLarge(label: UInt16, limit: Int)

  case outOfMemory

  public enum Side: Sendable {
    case input, output
  }

  /// Whether the file that is read or the one that is written is to blame.
  public var side: Side {
    switch self {
    case .noSuchFile, .notReadable, .notARegularFile, .isAFolder, .emptyFile, .folderWithoutImages, .noMatch,
      .notMedia, .protocolNotAllowed, .refusedFormat, .noVideoStream, .noDecoder, .encrypted, .inputChanged,
      .nothingDecoded,
      .tooManyErrors,
      .tooLarge, .damaged, .nothingSelected, .sizesDiffer, .notALabelImage, .decodingFailed, .badLabelFile:
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
      "\(path): the folder has no images (looked for \(MediaInput.imageExtensions.joined(separator: ", ")))"
    case .noMatch(let pattern): "\(pattern): no file matches the pattern"
    case .notMedia(let path, let reason): "\(path): not a video or an image that FFmpeg can read: \(reason)"
    case .protocolNotAllowed(let url, let name):
      "\(url): is not opened, for only files are; --allow-protocols \(name) would, with the protocols below it"
    case .refusedFormat(let path, let format):
      "\(path): is a \(format) file, which names other files; give the video file itself (or --allow-protocols)"
    case .noVideoStream(let path, let streams):
      "\(path): has no video stream, only \(streams.isEmpty ? "nothing" : streams.joined(separator: ", "))"
    case .noDecoder(let path, let codec):
      "\(path): this FFmpeg has no decoder for \(codec); convert the file to H.264 first"
    case .inputChanged(let path): "\(path): was changed while it was read; segment it anew"
    case .encrypted(let path): "\(path): is encrypted (a copy protection); give a copy without"
    case .nothingDecoded(let path, let reason): "\(path): no frame could be decoded: \(reason)"
    case .tooManyErrors(let path, let count, let time, let reason):
      "\(path): gave up after \(count) damaged packets in a row\(time.map { " behind \($0)" } ?? ""): \(reason)"
    case .tooLarge(let path, let size, let maxPixels):
      "\(path): a picture of \(size) has more than \(maxPixels) pixels; --max-pixels \(size.count) would read it, "
        + "with up to \(size.count / 10_000_000 + 1) GB of memory"
    case .damaged(let path, let damage): "\(path): \(damage) (an error because of --strict)"
    case .nothingSelected(let path, let start, let end):
      "\(path): has no frame in the selection from \(String(format: "%g", start)) s on; "
        + (end.map { "its last frame comes at \(String(format: "%.3f", $0)) s: choose an earlier start" }
          ?? "choose a longer duration")
    case .sizesDiffer(let first, let firstSize, let other, let otherSize):
      "\(other): is \(otherSize), but \(first) is \(firstSize); all images of a sequence must have one size"
    case .notALabelImage(let path, let format):
      "\(path): holds \(format) pixels, not labels; give palette or grayscale PNGs, or a label video"
    case .decodingFailed(let path, let reason): "\(path): decoding failed: \(reason)"
    case .badLabelFile(let path, let line, let reason):
      "\(path): \(line.map { "line \($0): " } ?? "")\(reason); give labels with the files that tessera segment writes"
    case .exists(let path): "\(path): exists already; choose another name or give --overwrite"
    case .folderMissing(let path, let folder): "\(path): the folder \(folder) does not exist; create it first"
    case .notWritable(let path, let reason): "\(path): cannot be written: \(reason)"
    case .unsuitableContainer(let path):
      "\(path): this kind of file cannot hold the overlay with exact times; use .mp4, .mov, .mkv or .webm, or for a single still .png, .jpg or .webp"
    case .encoderMissing(let name): "this FFmpeg has no encoder \(name); install an FFmpeg that has it"
    case .pictureSizeChanged(let path, let expected, let actual):
      "\(path): a picture of \(actual) does not fit a video of \(expected)"
    case .gapTooLong(let path, let time, let seconds):
      "\(path): the frame at \(time) comes \(Int(clamping: seconds)) s behind the one before, which this kind of file can not "
        + "say; name a .mkv"
    case .diskFull(let path): "\(path): no space left on the disk; make room, or choose another disk"
    case .closedPipe(let path): "\(path): the program that reads it has ended"
    case .inUse(let path): "\(path): another run is writing it; wait until it ends, or give another name"
    case .vanished(let path): "\(path): it, or its folder, was removed while it was written"
    case .noFrames(let path): "\(path): not written, for there was no frame"
    case .encodingFailed(let path, let reason): "\(path): encoding failed: \(reason)"
    case .labelTooLarge(let label, let limit):
      "label \(label) does not fit an indexed PNG (at most \(limit)); write 16-bit labels"
    case .outOfMemory: "not enough memory"
    }
  }
}
