/// Why saved labels can not be used; what is wrong with a single file is a `MediaError`.
public enum LabelError: Error, Equatable, CustomStringConvertible {
  /// - Parameter file: that is missing.
  case noSupervoxels(labels: String, file: String)
  case notLabels(path: String)
  /// The run that makes them was stopped.
  case unfinished(labels: String)
  case otherFormat(path: String, format: Int, readable: Int)

  public var description: String {
    switch self {
    case .noSupervoxels(let labels, let file):
      "\(labels): no supervoxels were saved with these labels (\(file) is missing); "
        + "segment again with a pipeline that makes regions, and labels.supervoxels: true"
    case .notLabels(let path):
      "\(path): is no label folder and no label video (.mkv); give one that tessera segment wrote"
    case .unfinished(let labels):
      "\(labels): the run that makes these labels was stopped; let tessera segment go on with it, by --resume, first"
    case .otherFormat(let path, let format, let readable):
      "\(path): has format \(format), this program reads \(readable); use the program that wrote it, or segment again"
    }
  }
}
