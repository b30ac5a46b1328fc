/// Why an output was refused or failed; what is wrong with a single file is a `MediaError`.
public enum SinkError: Error, Equatable, CustomStringConvertible {
  case notEmpty(folder: String)
  case notAFolder(path: String)
  /// The output would replace what is being read.
  case isTheInput(path: String)
  /// Two outputs have one name.
  case namedTwice(path: String)
  /// A still image was to hold a second frame.
  case onePicture(path: String)
  case tooManyTracks(path: String, trackID: UInt16)

  public var description: String {
    switch self {
    case .notEmpty(let folder):
      "\(folder): holds label files already; choose another folder or give --overwrite"
    case .notAFolder(let path): "\(path): is not a folder; choose another name for the labels"
    case .isTheInput(let path): "\(path): is, or holds, the input; choose another name for the output"
    case .namedTwice(let path): "\(path): is named for two outputs; choose another name for one of them"
    case .onePicture(let path):
      "\(path): holds one picture, but there are more frames; name a .mp4, .mov, .mkv or .webm"
    case .tooManyTracks(let path, let trackID):
      "\(path): track ID \(trackID) does not fit an indexed PNG (at most 255); set labels.format to auto or gray16"
    }
  }
}
