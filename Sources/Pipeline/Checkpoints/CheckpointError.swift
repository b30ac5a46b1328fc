import Imaging
import Media

/// Why a run can not go on from where it was stopped.
package enum CheckpointError: Error, Equatable, CustomStringConvertible {
  /// A run into these outputs was stopped, and nobody said what is to become of it.
  case unfinished(path: String)
  case otherRun(path: String, difference: String)
  /// The outputs are there, and nothing says what run made them.
  case unknownRun(path: String)
  /// A file that a finished run left is not what it was.
  case outputChanged(path: String)
  /// Some of the outputs are there, one is not, or not whole.
  case partlyThere(missing: String)
  case damaged(path: String, reason: String)
  case otherFormat(path: String, format: Int, readable: Int)
  case notReadable(path: String, reason: String)
  /// The outputs or the input are of a kind that a run can not go on with.
  case notResumable
  case inputEnds(at: MediaTime)
  case inputDiffers(frame: Int, time: MediaTime, actual: MediaTime?)

  package var description: String {
    switch self {
    case .unfinished(let path):
      "\(outputs(path)): a run into these outputs was stopped; --resume goes on with it, --overwrite starts anew"
    case .otherRun(let path, let difference):
      "\(outputs(path)): is of a run with \(difference); give the same again, or start anew without --resume and with --overwrite"
    case .unknownRun(let path):
      "\(outputs(path)): exists, and nothing says what run made it; start anew without --resume and with --overwrite"
    case .outputChanged(let path):
      "\(path): it, or another file of the run, was changed since the run ended; start anew without --resume and with --overwrite"
    case .partlyThere(let path):
      "\(path): is missing, or not whole, while other outputs of the run are there; start anew without --resume and with "
        + "--overwrite"
    case .damaged(let path, let reason):
      "\(outputs(path)): the checkpoint is damaged (\(reason)); start anew without --resume and with --overwrite"
    case .otherFormat(let path, let format, let readable):
      "\(outputs(path)): the checkpoint has format \(format), this program reads \(readable); use the program that wrote it, or "
        + "start anew without --resume and with --overwrite"
    case .notReadable(let path, let reason): "\(outputs(path)): cannot be read: \(reason)"
    case .notResumable:
      "--resume needs an input and outputs that are files (an overlay video, a label folder or video, md5:FILE), not standard "
        + "input or output, nor the overlay of a still; leave --resume out"
    case .inputEnds(let time): "the input ends before \(time), where the run was stopped; was it changed?"
    case .inputDiffers(let frame, let time, let actual):
      "frame \(frame) of the input is at \(actual.map(\.description) ?? "no time"), but it was at \(time) when the run was "
        + "stopped; was it changed?"
    }
  }

  /// The outputs, as the user knows them, that a checkpoint is of: the label folder that holds it, or the file beside it.
  private func outputs(_ path: String) -> String {
    let name = path.fileName
    if name == ".checkpoint" { return path.folderName.isEmpty ? path : path.folderName }
    guard name.hasPrefix("."), name.hasSuffix(".checkpoint") else { return path }
    return path.folderName.appending(component: String(name.dropFirst().dropLast(11)))
  }
}
