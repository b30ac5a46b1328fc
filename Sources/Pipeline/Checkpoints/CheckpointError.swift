import Imaging
import Media

/// Why a run can not be resumed.
public enum CheckpointError: Error, Equatable, CustomStringConvertible {
  /// A run into these outputs was stopped, and neither --resume nor --overwrite was given.
  case unfinished(path: String)
  /// The outputs are those of a run with other settings, inputs or outputs.
  case otherRun(path: String, difference: String)
  /// The outputs exist, and nothing identifies their run.
  case unknownRun(path: String)
  /// A file of a finished run was changed.
  case outputChanged(path: String)
  /// Some of the outputs exist, others are missing or incomplete.
  case partlyThere(missing: String)
  /// The checkpoint has invalid contents.
  case damaged(path: String, reason: String)
  /// Another version of the program wrote the checkpoint.
  case otherFormat(path: String, format: Int, readable: Int)
  /// The checkpoint can not be read.
  case notReadable(path: String, reason: String)
  /// The kind of outputs or input can not be resumed.
  case notResumable
  /// The input ends before the time at which the run was stopped.
  case inputEnds(at: MediaTime)
  /// The frame after which the run was stopped has another time in the input.
  case inputDiffers(frame: Int, time: MediaTime, actual: MediaTime?)

  /// The outputs, the cause and the remedy, in one line.
  public var description: String {
    switch self {
    case .unfinished(let path):
      "\(outputs(path)): a run into these outputs was stopped; use --resume to continue or --overwrite to start again"
    case .otherRun(let path, let difference):
      "\(outputs(path)): is of a run with \(difference); use the same again, or replace --resume with --overwrite"
    case .unknownRun(let path):
      "\(outputs(path)): exists, but its run is unknown; replace --resume with --overwrite to start again"
    case .outputChanged(let path):
      "\(path): it or another file of the run was changed; replace --resume with --overwrite to start again"
    case .partlyThere(let path):
      "\(path): is missing or incomplete, but other outputs of the run exist; to start again, replace --resume with "
        + "--overwrite"
    case .damaged(let path, let reason):
      "\(outputs(path)): the checkpoint is damaged (\(reason)); replace --resume with --overwrite to start again"
    case .otherFormat(let path, let format, let readable):
      "\(outputs(path)): the checkpoint has format \(format), this program reads \(readable); use the program that wrote it, or "
        + "replace --resume with --overwrite to start again"
    case .notReadable(let path, let reason): "\(outputs(path)): cannot be read: \(reason)"
    case .notResumable:
      "--resume needs files as input and outputs (an overlay video, a label folder or video, md5:FILE), not standard "
        + "input or output, nor the overlay of a still, and --export needs a label folder or video beside it; omit --resume"
    case .inputEnds(let time): "the input ends before \(time), where the run was stopped; was it changed?"
    case .inputDiffers(let frame, let time, let actual):
      "frame \(frame) of the input is at \(actual.map(\.description) ?? "no time"), but it was at \(time) when the run was "
        + "stopped; was it changed?"
    }
  }

  /// The outputs of a checkpoint as named by the user: the label folder that holds it, or the file next to it.
  private func outputs(_ path: String) -> String {
    let name = path.fileName
    if name == ".checkpoint" { return path.folderName.isEmpty ? path : path.folderName }
    guard name.hasPrefix("."), name.hasSuffix(".checkpoint") else { return path }
    return path.folderName.appending(component: String(name.dropFirst().dropLast(11)))
  }
}
