/// Why an output was rejected or failed. Errors of a single file are `MediaError`s.
public enum SinkError: Error, Equatable, CustomStringConvertible {
  /// The label folder contains label files, and they may not be replaced.
  case notEmpty(folder: String)
  /// The path of the label folder is a file.
  case notAFolder(path: String)
  /// The output would replace the input.
  case isTheInput(path: String)
  /// Two outputs have the same name.
  case namedTwice(path: String)
  /// An output is in the label folder that it is made of.
  case inLabelFolder(path: String, folder: String)
  /// A still image would have a second frame.
  case onePicture(path: String)
  /// A track ID does not fit the format of the label images.
  case tooManyTracks(path: String, trackID: UInt16)

  /// The cause and the remedy, in one line.
  public var description: String {
    switch self {
    case .notEmpty(let folder):
      "\(folder): already contains label files; choose another folder or give --overwrite"
    case .notAFolder(let path): "\(path): is not a folder; choose another name for the labels"
    case .isTheInput(let path): "\(path): is or contains the input; choose another name for the output"
    case .namedTwice(let path): "\(path): is named for two outputs; choose another name for one of them"
    case .inLabelFolder(let path, let folder):
      "\(path): is in the label folder \(folder), which holds only labels; choose a name outside of it"
    case .onePicture(let path):
      "\(path): holds one picture, but there are more frames; use .mp4, .mov, .mkv or .webm"
    case .tooManyTracks(let path, let trackID):
      "\(path): track ID \(trackID) does not fit an indexed PNG (at most 255); set labels.format to auto or gray16"
    }
  }
}
