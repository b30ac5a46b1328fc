import Foundation

/// Why an output was refused or failed.
public enum SinkError: Error, Equatable, CustomStringConvertible {
  case exists(path: String)
  case notEmpty(folder: String)
  case notAFolder(path: String)
  case isAFolder(path: String)
  case folderMissing(path: String, folder: String)
  /// The output would replace what is being read.
  case isTheInput(path: String)
  /// Two outputs have one name.
  case namedTwice(path: String)
  case diskFull(path: String)
  case notWritable(path: String, reason: String)
  /// A still image was to hold a second frame.
  case onePicture(path: String)
  case tooManyIdentities(path: String, identity: UInt16)

  public var description: String {
    switch self {
    case .exists(let path): "\(path): exists already; choose another name or give --overwrite"
    case .notEmpty(let folder):
      "\(folder): holds label files already; choose another folder or give --overwrite"
    case .notAFolder(let path): "\(path): is not a folder; choose another name for the labels"
    case .isAFolder(let path): "\(path): is a folder; choose another name"
    case .folderMissing(let path, let folder): "\(path): the folder \(folder) does not exist; create it first"
    case .isTheInput(let path): "\(path): is, or holds, the input; choose another name for the output"
    case .namedTwice(let path): "\(path): is named for two outputs; choose another name for one of them"
    case .diskFull(let path): "\(path): no space left on the disk"
    case .notWritable(let path, let reason): "\(path): cannot be written: \(reason)"
    case .onePicture(let path): "\(path): holds one picture, but there are more frames; name a .mp4, .mov or .mkv"
    case .tooManyIdentities(let path, let identity):
      "\(path): identity \(identity) does not fit an indexed PNG (at most 255); set labels.format to auto or grey16"
    }
  }

  /// From the error number of the last system call.
  package static func current(path: String) -> SinkError {
    let code = errno
    return code == ENOSPC || code == EDQUOT
      ? .diskFull(path: path) : .notWritable(path: path, reason: String(cString: strerror(code)))
  }
}
