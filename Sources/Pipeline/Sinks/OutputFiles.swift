import Foundation

/// Files that appear whole or not at all: written beside their place, then renamed.
enum OutputFiles {
  /// The hidden name beside `path` under which it grows.
  static func partialName(of path: String) -> String {
    let url = URL(fileURLWithPath: path)
    return url.deletingLastPathComponent().appendingPathComponent(".\(url.lastPathComponent).part").path
  }

  static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

  /// Writes all of a file.
  static func write(_ bytes: some Sequence<UInt8>, to path: String) throws {
    let partial = partialName(of: path)
    do {
      try Data(bytes).write(to: URL(fileURLWithPath: partial))
    } catch {
      try? FileManager.default.removeItem(atPath: partial)
      throw SinkError(writing: path, error)
    }
    try rename(partial, to: path)
  }

  /// Replaces what is at `path`, in one step.
  static func rename(_ partial: String, to path: String) throws {
    guard Foundation.rename(partial, path) == 0 else {
      let error = SinkError.current(path: path)
      try? FileManager.default.removeItem(atPath: partial)
      throw error
    }
  }
}

/// Why an output was refused or failed.
public enum SinkError: Error, Equatable, CustomStringConvertible {
  case exists(path: String)
  case notEmpty(folder: String)
  case notAFolder(path: String)
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
    case .diskFull(let path): "\(path): no space left on the disk"
    case .notWritable(let path, let reason): "\(path): cannot be written: \(reason)"
    case .onePicture(let path): "\(path): holds one picture, but there are more frames; name a .mp4, .mov or .mkv"
    case .tooManyIdentities(let path, let identity):
      "\(path): identity \(identity) does not fit an indexed PNG (at most 255); set labels.format to auto or grey16"
    }
  }

  /// From what Foundation threw.
  init(writing path: String, _ error: any Error) {
    let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
    if underlying?.code == Int(ENOSPC) || (error as? CocoaError)?.code == .fileWriteOutOfSpace {
      self = .diskFull(path: path)
    } else {
      self = .notWritable(path: path, reason: (error as NSError).localizedDescription)
    }
  }

  /// From the error number of the last system call.
  static func current(path: String) -> SinkError {
    let code = errno
    return code == ENOSPC ? .diskFull(path: path) : .notWritable(path: path, reason: String(cString: strerror(code)))
  }
}
