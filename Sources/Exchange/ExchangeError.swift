import Imaging

/// Why labels could not be exported or imported. Errors of a single file are `MediaError`s.
public enum ExchangeError: Error, Equatable, CustomStringConvertible {
  /// - Parameter known: the formats that there are.
  case unknownFormat(word: String, known: [String])
  /// The format word lacks a value, has none to have, or has a wrong one.
  case badFormatValue(word: String, reason: String)
  /// - Parameter limit: the largest track ID that the format holds.
  case trackTooLarge(path: String, format: String, trackID: UInt16, limit: Int)
  case unsuitableName(path: String, format: String, extensions: [String])
  case noTrack(path: String, trackID: UInt16)
  case noPicture(path: String)
  /// - Parameter place: of the cause: a line, a frame, an object; nil: the whole file.
  case badFile(path: String, place: String?, reason: String)
  case unknownContent(path: String)
  /// There are more frames or tracks than labels can have.
  case tooMany(path: String, what: String, limit: Int)
  /// A small file describes a huge number of pixels in frames and masks.
  case tooMuchWork(path: String, pixels: Int)
  case framesDiffer(path: String, reason: String)

  /// Whether the output is the cause.
  public var isOfOutput: Bool {
    switch self {
    case .trackTooLarge: true
    default: false
    }
  }

  /// Whether the command is the cause.
  public var isOfUsage: Bool {
    switch self {
    case .unknownFormat, .badFormatValue, .unsuitableName: true
    default: false
    }
  }

  /// The cause and the remedy, in one line.
  public var description: String {
    switch self {
    case .unknownFormat(let word, let known):
      "\(word): no such format; choose one of \(known.joined(separator: ", "))"
    case .badFormatValue(let word, let reason): "\(word): \(reason)"
    case .trackTooLarge(let path, let format, let trackID, let limit):
      "\(path): \(format) holds track IDs up to \(limit), and there is \(trackID); make fewer regions with tessera relabel "
        + "--regions N, or choose another format"
    case .unsuitableName(let path, let format, let extensions):
      "\(path): the format \(format) needs a name that ends in \(extensions.joined(separator: " or "))"
    case .noTrack(let path, let trackID):
      "\(path): not written: no frame has track ID \(trackID); labels.json lists those that there are"
    case .noPicture(let path):
      "\(path): this format needs the pictures; name the segmented input with --input"
    case .badFile(let path, let place, let reason):
      "\(path): \(place.map { "\($0): " } ?? "")\(reason); export it again from the tool that wrote it"
    case .unknownContent(let path):
      "\(path): is neither COCO, YouTube-VIS, CVAT nor DAVIS; name the format with --format if it is one"
    case .tooMany(let path, let what, let limit): "\(path): has more than \(limit) \(what), the most that labels hold"
    case .tooMuchWork(let path, let pixels):
      "\(path): its frames and masks have more than \(pixels / 1_000_000_000) billion pixels, too many for so small "
        + "a file; check the number of frames and the size of the pictures in it, or import it in parts"
    case .framesDiffer(let path, let reason): "\(path): \(reason); give the labels that were exported with --like"
    }
  }
}
